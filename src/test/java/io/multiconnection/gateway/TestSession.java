package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessageWriter;
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
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** A session without a WebSocket: what it says is collected as the JSON that a page would get. */
final class TestSession implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 20;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final EventLoop loop = group.next();
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseCode> closed = new CompletableFuture<>();
    private final BlockingQueue<MediaFrame> media = new LinkedBlockingQueue<>();
    private final Relays relays;
    private boolean ended;
    private final Session session;
    private volatile long unreadMedia;

    TestSession() {
        this(DefaultAddressResolverGroup.INSTANCE, SessionLimits.DEFAULT);
    }

    TestSession(AddressResolverGroup<InetSocketAddress> resolvers, SessionLimits limits) {
        this(resolvers, limits, true);
    }

    /** Brings lost servers back as {@code recover} says. */
    TestSession(RecoverRules recover) {
        this(recover, List.of("*"));
    }

    /** Likewise, for servers that clients may name. */
    TestSession(RecoverRules recover, List<String> allowed) {
        this(
                DefaultAddressResolverGroup.INSTANCE,
                SessionLimits.DEFAULT,
                true,
                recover,
                allowed,
                Patience.DEFAULT);
    }

    /** Likewise, for servers that are found out soon. */
    TestSession(RecoverRules recover, SessionLimits limits, Patience patience) {
        this(DefaultAddressResolverGroup.INSTANCE, limits, true, recover, List.of("*"), patience);
    }

    TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            SessionLimits limits,
            boolean sharesPlays) {
        this(resolvers, limits, sharesPlays, RecoverRules.DEFAULT, List.of("*"), Patience.DEFAULT);
    }

    private TestSession(
            AddressResolverGroup<InetSocketAddress> resolvers,
            SessionLimits limits,
            boolean sharesPlays,
            RecoverRules recover,
            List<String> allowed,
            Patience patience) {
        Dialer dialer =
                new Dialer(NioSocketChannel::new, resolvers, tls(), RtmpLimits.DEFAULT, patience);
        relays = new Relays(dialer, RelayLimits.DEFAULT, PlayMetrics.NONE);
        Gateway gateway =
                new Gateway(
                        dialer,
                        new Destinations(allowed),
                        _ -> true,
                        Map.of(),
                        limits,
                        GatewayMetrics.NONE,
                        recover,
                        new HostPace(Duration.ofMillis(1)),
                        relays,
                        sharesPlays);
        session =
                loop.submit(() -> new Session("test", gateway, loop, browser()))
                        .syncUninterruptibly()
                        .getNow();
    }

    private static io.netty.handler.ssl.SslContext tls() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Browser browser() {
        return new Browser() {
            @Override
            public void send(GatewayMessage message) {
                try {
                    messages.add(JSON.readTree(GatewayMessageWriter.write(message)));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void sendMedia(byte[] frame) {
                media.add(MediaFrame.read(Unpooled.wrappedBuffer(frame)));
            }

            @Override
            public long unreadMedia() {
                return unreadMedia;
            }

            @Override
            public void close(CloseCode code, String reason) {
                closed.complete(code);
            }
        };
    }

    /** Sends a request written with single quotes. */
    TestSession send(String json) {
        return sendRaw(json.replace('\'', '"'));
    }

    TestSession sendRaw(String text) {
        loop.submit(() -> session.receive(text)).syncUninterruptibly();
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
        loop.submit(() -> session.receive(frame)).syncUninterruptibly();
        frame.release();
        return this;
    }

    /** From now on the page has this much media left to read. */
    TestSession unreadMedia(long bytes) {
        unreadMedia = bytes;
        return this;
    }

    /** The next media frame of a play, in words such as {@code video 1701 at 40}. */
    String nextMedia() {
        try {
            MediaFrame frame = media.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(frame).as("a media frame that was waited for").isNotNull();
            return "%s %s at %d"
                    .formatted(
                            frame.kind().name().toLowerCase(Locale.ROOT),
                            ByteBufUtil.hexDump(frame.body()),
                            frame.timestamp());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode next() {
        try {
            JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(message).as("a message that was waited for").isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next message, if one comes so soon. */
    Optional<JsonNode> next(Duration limit) {
        try {
            return Optional.ofNullable(messages.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes the media frames of plays that have come; returns how many there were. */
    int takeMedia() {
        return media.drainTo(new ArrayList<>());
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
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** The browser goes away. */
    void end() {
        if (!ended) {
            ended = true;
            loop.submit(session::ended).syncUninterruptibly();
            relays.close().join();
            media.clear();
        }
    }

    /** How many tasks wait for their time. */
    int timers() {
        return loop.submit(() -> Timers.of(loop)).syncUninterruptibly().getNow();
    }

    /** The browser goes away; waits until every connection and timer is gone. */
    @Override
    public void close() {
        end();
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
