package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.netty.resolver.DefaultAddressResolverGroup;
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

/** A page with its session, and no network: what the session says is the JSON that a page gets. */
final class TestSession implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final NioEventLoopGroup group = new NioEventLoopGroup(2);
    private final Relays relays;
    private final MemoryBudget memory;
    private final Gateway gateway;
    private final SessionRegistry<Session> registry;
    private final List<TestBrowser> browsers = new ArrayList<>();

    /** What a test may want another way. */
    private record Setup(
            AddressResolverGroup<InetSocketAddress> resolvers,
            List<String> allowed,
            LivenessTimeouts patience,
            SessionLimits limits,
            boolean sharesPlays,
            BackoffPolicy recover,
            ResumeLimits resume,
            BiFunction<Dialer, EventLoop, Admission> admission,
            MemoryLimits memory,
            Duration hostInterval) {

        static final Setup DEFAULT =
                new Setup(
                        DefaultAddressResolverGroup.INSTANCE,
                        List.of("*"),
                        LivenessTimeouts.DEFAULT,
                        SessionLimits.DEFAULT,
                        true,
                        BackoffPolicy.DEFAULT,
                        ResumeLimits.DEFAULT,
                        (_, _) -> Admission.NONE,
                        MemoryLimits.UNLIMITED,
                        Duration.ofMillis(1));

        Setup resolvers(AddressResolverGroup<InetSocketAddress> other) {
            return new Setup(
                    other,
                    allowed,
                    patience,
                    limits,
                    sharesPlays,
                    recover,
                    resume,
                    admission,
                    memory,
                    hostInterval);
        }

        Setup allowed(List<String> other) {
            return new Setup(
                    resolvers,
                    other,
                    patience,
                    limits,
                    sharesPlays,
                    recover,
                    resume,
                    admission,
                    memory,
                    hostInterval);
        }

        Setup patience(LivenessTimeouts other) {
            return new Setup(
                    resolvers,
                    allowed,
                    other,
                    limits,
                    sharesPlays,
                    recover,
                    resume,
                    admission,
                    memory,
                    hostInterval);
        }

        Setup limits(SessionLimits other) {
            return new Setup(
                    resolvers,
                    allowed,
                    patience,
                    other,
                    sharesPlays,
                    recover,
                    resume,
                    admission,
                    memory,
                    hostInterval);
        }

        Setup sharesPlays(boolean other) {
            return new Setup(
                    resolvers,
                    allowed,
                    patience,
                    limits,
                    other,
                    recover,
                    resume,
                    admission,
                    memory,
                    hostInterval);
        }

        Setup recover(BackoffPolicy other) {
            return new Setup(
                    resolvers,
                    allowed,
                    patience,
                    limits,
                    sharesPlays,
                    other,
                    resume,
                    admission,
                    memory,
                    hostInterval);
        }

        Setup resume(ResumeLimits other) {
            return new Setup(
                    resolvers,
                    allowed,
                    patience,
                    limits,
                    sharesPlays,
                    recover,
                    other,
                    admission,
                    memory,
                    hostInterval);
        }

        Setup admission(BiFunction<Dialer, EventLoop, Admission> other) {
            return new Setup(
                    resolvers,
                    allowed,
                    patience,
                    limits,
                    sharesPlays,
                    recover,
                    resume,
                    other,
                    memory,
                    hostInterval);
        }

        Setup hostInterval(Duration other) {
            return new Setup(
                    resolvers,
                    allowed,
                    patience,
                    limits,
                    sharesPlays,
                    recover,
                    resume,
                    admission,
                    memory,
                    other);
        }

        Setup memory(MemoryLimits other) {
            return new Setup(
                    resolvers,
                    allowed,
                    patience,
                    limits,
                    sharesPlays,
                    recover,
                    resume,
                    admission,
                    other,
                    hostInterval);
        }
    }

    /** Holds for its sessions what {@code memory} allows. */
    TestSession(MemoryLimits memory, SessionLimits limits) {
        this(Setup.DEFAULT.memory(memory).limits(limits));
    }

    TestSession() {
        this(Setup.DEFAULT);
    }

    TestSession(AddressResolverGroup<InetSocketAddress> resolvers, SessionLimits limits) {
        this(resolvers, limits, true);
    }

    TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            SessionLimits limits,
            boolean sharesPlays) {
        this(Setup.DEFAULT.resolvers(resolvers).limits(limits).sharesPlays(sharesPlays));
    }

    /** Brings lost servers back as {@code recover} says. */
    TestSession(BackoffPolicy recover) {
        this(Setup.DEFAULT.recover(recover));
    }

    /** Likewise, for servers that clients may name. */
    TestSession(BackoffPolicy recover, List<String> allowed) {
        this(Setup.DEFAULT.recover(recover).allowed(allowed));
    }

    /** A session with other limits. */
    TestSession(BackoffPolicy recover, SessionLimits limits) {
        this(Setup.DEFAULT.recover(recover).limits(limits));
    }

    /** Likewise, for servers that are found out soon. */
    TestSession(BackoffPolicy recover, SessionLimits limits, LivenessTimeouts patience) {
        this(Setup.DEFAULT.recover(recover).limits(limits).patience(patience));
    }

    /** Holds sessions as {@code resume} says. */
    TestSession(ResumeLimits resume) {
        this(Setup.DEFAULT.resume(resume));
    }

    /** Is let into rooms by what is made for its event loop. */
    TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            BiFunction<Dialer, EventLoop, Admission> admission) {
        this(Setup.DEFAULT.resolvers(resolvers).admission(admission));
    }

    /** Has these pools. */
    TestSession(Map<String, Pool> pools) {
        this(Setup.DEFAULT, pools);
    }

    /** Connects to each host no more often than this, once 20 attempts were made. */
    TestSession(Duration hostInterval) {
        this(Setup.DEFAULT.hostInterval(hostInterval));
    }

    private TestSession(Setup setup) {
        this(setup, Map.of());
    }

    private TestSession(Setup setup, Map<String, Pool> pools) {
        Dialer dialer =
                new Dialer(
                        NioSocketChannel::new,
                        setup.resolvers(),
                        tls(),
                        RtmpLimits.DEFAULT,
                        setup.patience(),
                        new HostRateLimiter(setup.hostInterval()));
        memory = new MemoryBudget(setup.memory());
        relays = new Relays(dialer, RelayLimits.DEFAULT, PlayMetrics.NONE, memory);
        registry = new SessionRegistry<>(setup.resume());
        gateway =
                new Gateway(
                        dialer,
                        new DestinationResolver(
                                new AllowList(setup.allowed()), _ -> true, pools, 16),
                        setup.limits(),
                        GatewayMetrics.NONE,
                        setup.recover(),
                        relays,
                        setup.sharesPlays(),
                        setup.admission().apply(dialer, group.next()),
                        memory,
                        new Gateway.About("0.1.0", Duration.ofSeconds(20)));
        open();
    }

    private static io.netty.handler.ssl.SslContext tls() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Opens a WebSocket, on another event loop than the one before; from now on it is the page's.
     */
    TestBrowser open() {
        TestBrowser opened =
                new TestBrowser("test-" + browsers.size(), gateway, registry, group.next());
        browsers.add(opened);
        return opened;
    }

    /** Opens a WebSocket on the event loop of another, with a clock of its own. */
    TestBrowser openBeside(TestBrowser other, LongSupplier nanoTime) {
        TestBrowser opened =
                new TestBrowser(
                        "test-" + browsers.size(), gateway, registry, other.loop(), nanoTime);
        browsers.add(opened);
        return opened;
    }

    /** Budget of the memory that its sessions hold. */
    MemoryBudget memory() {
        return memory;
    }

    /** The page's WebSocket. */
    TestBrowser browser() {
        return browsers.getLast();
    }

    /** The page's WebSocket is lost, and it opens another: takes the hello of that. */
    JsonNode losesItsWebSocket() {
        browser().closed(1006);
        open();
        return await("hello");
    }

    /** Asks for the session of a token, with request 100; the answer. */
    JsonNode resume(String token, int received) {
        return send("{'id':100,'type':'resume','token':'%s','received':%d}"
                        .formatted(token, received))
                .answer(100);
    }

    /** Sessions that are held. */
    int held() {
        return registry.held();
    }

    /** Sends a request written with single quotes. */
    TestSession send(String json) {
        return sendRaw(json.replace('\'', '"'));
    }

    TestSession sendRaw(String text) {
        browser().say(text);
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
        browser().say(frame);
        return this;
    }

    /** From now on the page has this much media left to read. */
    TestSession unreadMedia(long bytes) {
        browser().unreadMedia(bytes);
        return this;
    }

    /** The next media frame of a play, in words such as {@code video 1701 at 40}. */
    String nextMedia() {
        MediaFrame frame = browser().nextMedia();
        return "%s %s at %d"
                .formatted(
                        frame.kind().name().toLowerCase(Locale.ROOT),
                        ByteBufUtil.hexDump(frame.body()),
                        frame.timestamp());
    }

    JsonNode next() {
        return browser().next();
    }

    /** The next message, if one comes so soon. */
    Optional<JsonNode> next(Duration limit) {
        return browser().next(limit);
    }

    /** Takes the media frames of plays that have come; returns how many there were. */
    int takeMedia() {
        return browser().takeMedia();
    }

    /** The next message that is so; those before it are passed over. */
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

    /** The next merged status or one of a server, by its code. */
    JsonNode status(String code) {
        return await(message -> message.path("info").path("code").asText().equals(code));
    }

    /** The next news that a server has come into this state. */
    JsonNode server(int number, String state) {
        return await(
                message ->
                        message.path("type").textValue().equals("server")
                                && message.path("server").intValue() == number
                                && message.path("state").textValue().equals(state));
    }

    CloseCode awaitClose() {
        return browser().awaitClose();
    }

    /** The page goes away. */
    void end() {
        browsers.forEach(TestBrowser::end);
        relays.close().join();
    }

    /** How many tasks wait for their time. */
    int timers() {
        int timers = 0;
        for (EventExecutor loop : group) {
            timers += loop.submit(() -> Timers.of((EventLoop) loop)).syncUninterruptibly().getNow();
        }
        return timers;
    }

    /**
     * The page goes away; waits until every connection and timer is gone, and with them all memory.
     */
    @Override
    public void close() {
        end();
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
        browsers.forEach(TestBrowser::release);
        assertThat(memory.used()).as("bytes that nobody gave back").isZero();
    }
}
