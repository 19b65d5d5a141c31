package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.RelayLimits;
import io.multiconnection.relay.Relays;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.DestinationResolver;
import io.multiconnection.target.Pool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** Client with its session, without a network. Messages of the session are read as JSON. */
final class TestSession implements AutoCloseable {

    /**
     * Default limits, except that a session may use all of its event loop's time: on a busy machine
     * the session would be paused for what others use.
     */
    static final SessionLimits LIMITS =
            SessionLimits.DEFAULT.withWork(new WorkLimits(WorkLimits.DEFAULT.weightPerSecond(), 1));

    private static final long PATIENCE_SECONDS = HangLimit.SECONDS;

    private final NioEventLoopGroup group = new NioEventLoopGroup(2);
    private final Relays relays;
    private final MemoryBudget memory;
    private final Gateway gateway;
    private final SessionRegistry<Session> registry;
    private final List<TestClientSocket> sockets = new ArrayList<>();

    /** Creates a session with limits of memory. */
    TestSession(MemoryLimits memory, SessionLimits limits) {
        this(new TestSettings().memory(memory).limits(limits));
    }

    TestSession() {
        this(new TestSettings());
    }

    TestSession(AddressResolverGroup<InetSocketAddress> resolvers, SessionLimits limits) {
        this(resolvers, limits, true);
    }

    TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            SessionLimits limits,
            boolean sharesPlays) {
        this(new TestSettings().resolvers(resolvers).limits(limits).sharesPlays(sharesPlays));
    }

    /** Creates a session with a backoff policy. */
    TestSession(BackoffPolicy recover) {
        this(new TestSettings().recover(recover));
    }

    /** Creates a session with a backoff policy and an allow list. */
    TestSession(BackoffPolicy recover, List<String> allowed) {
        this(new TestSettings().recover(recover).allowed(allowed));
    }

    /** Creates a session with a backoff policy and limits. */
    TestSession(BackoffPolicy recover, SessionLimits limits) {
        this(new TestSettings().recover(recover).limits(limits));
    }

    /** Creates a session with a backoff policy, limits and timeouts. */
    TestSession(BackoffPolicy recover, SessionLimits limits, LivenessTimeouts patience) {
        this(new TestSettings().recover(recover).limits(limits).patience(patience));
    }

    /** Creates a session with limits of holding. */
    TestSession(ResumeLimits resume) {
        this(new TestSettings().resume(resume));
    }

    /** Creates a session of a gateway that is not the only one. */
    TestSession(Peers peers) {
        this(new TestSettings().peers(peers));
    }

    /** Creates a session with an admission to rooms. */
    TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            BiFunction<Dialer, EventLoop, Admission> admission) {
        this(new TestSettings().resolvers(resolvers).admission(admission));
    }

    /** Creates a session with pools. */
    TestSession(Map<String, Pool> pools) {
        this(new TestSettings().pools(pools));
    }

    /** Creates a session that waits between connections to a host, after 20 attempts. */
    TestSession(Duration hostInterval) {
        this(new TestSettings().hostInterval(hostInterval));
    }

    TestSession(TestSettings setup) {
        Dialer dialer =
                new Dialer(
                        NioSocketChannel::new,
                        setup.resolvers,
                        tls(),
                        RtmpLimits.DEFAULT,
                        setup.patience,
                        new HostRateLimiter(setup.hostInterval));
        memory = new MemoryBudget(setup.memory);
        relays = new Relays(dialer, RelayLimits.DEFAULT, PlayMetrics.NONE, memory);
        registry = new SessionRegistry<>(setup.resume, setup.peers);
        DestinationResolver resolver =
                new DestinationResolver(new AllowList(setup.allowed), _ -> true, setup.pools, 16);
        gateway =
                new Gateway(
                        dialer,
                        () -> resolver,
                        setup.limits,
                        GatewayMetrics.NONE,
                        setup.recover,
                        relays,
                        setup.sharesPlays,
                        setup.admission.apply(dialer, group.next()),
                        memory,
                        Authenticator.NONE,
                        setup.traces,
                        "0.1.0");
        open();
    }

    private static io.netty.handler.ssl.SslContext tls() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens another WebSocket of the client, on another event loop than the previous one. */
    TestClientSocket open() {
        TestClientSocket opened =
                new TestClientSocket("test-" + sockets.size(), gateway, registry, group.next());
        sockets.add(opened);
        return opened;
    }

    /** Opens a WebSocket on the event loop of another, with its own clock. */
    TestClientSocket openBeside(TestClientSocket other, LongSupplier nanoTime) {
        TestClientSocket opened =
                new TestClientSocket(
                        "test-" + sockets.size(),
                        gateway,
                        registry,
                        other.loop(),
                        Grant.UNRESTRICTED,
                        nanoTime);
        sockets.add(opened);
        return opened;
    }

    /** Returns the memory budget of the sessions. */
    MemoryBudget memory() {
        return memory;
    }

    /** Returns the client's current WebSocket. */
    TestClientSocket socket() {
        return sockets.getLast();
    }

    /** Loses the client's WebSocket, opens another, and returns its hello. */
    JsonNode reopenWebSocket() {
        socket().closed(1006);
        open();
        return await("hello");
    }

    /** Resumes the session of a token by request 100, and returns the response. */
    JsonNode resume(String token, int received) {
        return send("{'id':100,'type':'resume','token':'%s','received':%d}"
                        .formatted(token, received))
                .answer(100);
    }

    /** Returns the number of held sessions. */
    int held() {
        return registry.held();
    }

    /** Sends a request, whose JSON is written with single quotes. */
    TestSession send(String json) {
        return sendRaw(json.replace('\'', '"'));
    }

    TestSession sendRaw(String text) {
        socket().deliver(text);
        return this;
    }

    /** Sends a media frame; type 8 is audio, 9 video. */
    TestSession media(int type, int stream, int timestamp, int... body) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(type).writeByte(stream).writeShort(0).writeInt(timestamp);
        for (int b : body) {
            frame.writeByte(b);
        }
        return media(frame);
    }

    TestSession media(ByteBuf frame) {
        socket().deliver(frame);
        return this;
    }

    /** Sets the bytes of media that the client has not read. */
    TestSession unreadMedia(long bytes) {
        socket().unreadMedia(bytes);
        return this;
    }

    /** Returns the next media frame of a play, such as {@code video 1701 at 40}. */
    String nextMedia() {
        MediaFrame frame = socket().nextMedia();
        return "%s %s at %d"
                .formatted(
                        frame.kind().name().toLowerCase(Locale.ROOT),
                        ByteBufUtil.hexDump(frame.body()),
                        frame.timestamp());
    }

    JsonNode next() {
        return socket().next();
    }

    /** Returns the next message within a time limit. */
    Optional<JsonNode> next(Duration limit) {
        return socket().next(limit);
    }

    /** Removes the received media frames, and returns their number. */
    int takeMedia() {
        return socket().takeMedia();
    }

    /** Returns the next matching message; ignores the messages before it. */
    JsonNode await(Predicate<JsonNode> wanted) {
        JsonNode message = next();
        while (!wanted.test(message)) {
            message = next();
        }
        return message;
    }

    JsonNode await(String type) {
        return await(message -> message.path("type").textValue().equals(type));
    }

    JsonNode answer(long id) {
        return await(message -> message.has("id") && message.path("id").longValue() == id);
    }

    /** Returns the next status with a code, merged or of one server. */
    JsonNode status(String code) {
        return await(message -> message.path("info").path("code").asText().equals(code));
    }

    /** Returns the next event that a server has entered a state. */
    JsonNode server(int number, String state) {
        return await(
                message ->
                        message.path("type").textValue().equals("server")
                                && message.path("server").intValue() == number
                                && message.path("state").textValue().equals(state));
    }

    CloseCode awaitClose() {
        return socket().awaitClose();
    }

    /** Ends all sessions. */
    void end() {
        sockets.forEach(TestClientSocket::end);
        relays.close().join();
    }

    /** Returns the number of scheduled tasks. */
    int timers() {
        int timers = 0;
        for (EventExecutor loop : group) {
            timers += loop.submit(() -> Timers.of((EventLoop) loop)).syncUninterruptibly().getNow();
        }
        return timers;
    }

    /**
     * Ends all sessions, and asserts that every connection, timer and byte of memory is released.
     */
    @Override
    public void close() {
        end();
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
        sockets.forEach(TestClientSocket::release);
        assertThat(memory.used()).as("bytes that nobody gave back").isZero();
    }
}
