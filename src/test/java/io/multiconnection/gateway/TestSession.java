package io.multiconnection.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.RelayLimits;
import io.multiconnection.relay.Relays;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.Patience;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** A page with its session, and no network: what the session says is the JSON that a page gets. */
final class TestSession implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final NioEventLoopGroup group = new NioEventLoopGroup(2);
    private final Relays relays;
    private final Gateway gateway;
    private final List<TestBrowser> browsers = new ArrayList<>();

    TestSession() {
        this(DefaultAddressResolverGroup.INSTANCE, SessionLimits.DEFAULT);
    }

    TestSession(AddressResolverGroup<InetSocketAddress> resolvers, SessionLimits limits) {
        this(resolvers, limits, true);
    }

    /** Brings lost servers back as {@code recover} says. */
    TestSession(RecoverRules recover) {
        this(
                DefaultAddressResolverGroup.INSTANCE,
                SessionLimits.DEFAULT,
                true,
                recover,
                ResumeRules.DEFAULT);
    }

    /** Holds sessions as {@code resume} says. */
    TestSession(ResumeRules resume) {
        this(
                DefaultAddressResolverGroup.INSTANCE,
                SessionLimits.DEFAULT,
                true,
                RecoverRules.DEFAULT,
                resume);
    }

    TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            SessionLimits limits,
            boolean sharesPlays) {
        this(resolvers, limits, sharesPlays, RecoverRules.DEFAULT, ResumeRules.DEFAULT);
    }

    /** Is let into rooms by what is made for its event loop. */
    TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            BiFunction<Dialer, EventLoop, Admission> admission) {
        this(
                resolvers,
                SessionLimits.DEFAULT,
                true,
                RecoverRules.DEFAULT,
                ResumeRules.DEFAULT,
                admission);
    }

    private TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            SessionLimits limits,
            boolean sharesPlays,
            RecoverRules recover,
            ResumeRules resume) {
        this(resolvers, limits, sharesPlays, recover, resume, (_, _) -> Admission.NONE);
    }

    private TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            SessionLimits limits,
            boolean sharesPlays,
            RecoverRules recover,
            ResumeRules resume,
            BiFunction<Dialer, EventLoop, Admission> admission) {
        Dialer dialer =
                new Dialer(
                        NioSocketChannel::new,
                        resolvers,
                        tls(),
                        RtmpLimits.DEFAULT,
                        Patience.DEFAULT);
        relays = new Relays(dialer, RelayLimits.DEFAULT, PlayMetrics.NONE);
        gateway =
                new Gateway(
                        dialer,
                        new Destinations(List.of("*")),
                        _ -> true,
                        Map.of(),
                        limits,
                        GatewayMetrics.NONE,
                        recover,
                        new HostPace(Duration.ofMillis(1)),
                        relays,
                        sharesPlays,
                        new Resumption(resume),
                        admission.apply(dialer, group.next()));
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
        TestBrowser opened = new TestBrowser("test-" + browsers.size(), gateway, group.next());
        browsers.add(opened);
        return opened;
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
        return gateway.resumption().held();
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

    /** The page goes away; waits until every connection and timer is gone. */
    @Override
    public void close() {
        browsers.forEach(TestBrowser::end);
        relays.close().join();
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
