package io.multiconnection.app.websocket;

import io.multiconnection.app.vertx.LoopPause;
import io.multiconnection.benchmark.MediaClip;
import io.multiconnection.gateway.ClientSocket;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.MemoryChannel;
import io.multiconnection.gateway.MemoryGateway;
import io.multiconnection.gateway.MemoryServer.Manner;
import io.multiconnection.gateway.Peers;
import io.multiconnection.gateway.ResumeLimits;
import io.multiconnection.gateway.Session;
import io.multiconnection.gateway.SessionLimits;
import io.multiconnection.gateway.SessionLimits.Messages;
import io.multiconnection.gateway.SessionRegistry;
import io.multiconnection.gateway.SessionRouter;
import io.multiconnection.gateway.WorkLimits;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Session that publishes one stream to servers in memory. The client's WebSocket is an embedded
 * channel with the gateway's handlers; its event loop is the session's and has a manual clock.
 */
final class MediaPath implements AutoCloseable {

    /** Close code of a client that leaves (RFC 6455, section 7.4.1). */
    private static final int GOING_AWAY = 1001;

    private static final int MAX_TEXT = 256 << 10;
    private static final int MAX_BINARY = 2 << 20;
    private static final LoopPause NO_PAUSE = new LoopPause(_ -> {}, 0, System::nanoTime, _ -> {});

    /** Limits of the media path without those of rates: a benchmark is faster than real time. */
    private static final SessionLimits LIMITS =
            SessionLimits.DEFAULT
                    .withMessages(
                            new Messages(
                                    MAX_TEXT, MAX_BINARY, 64, Integer.MAX_VALUE, Integer.MAX_VALUE))
                    .withWork(new WorkLimits(WorkLimits.DEFAULT.weightPerSecond(), 1));

    /** Last handler before Vert.x. */
    private static final class Last extends ChannelInboundHandlerAdapter {}

    private final class Client implements ClientSocket {

        @Override
        public String address() {
            return "192.0.2.1";
        }

        @Override
        public void send(String text) {
            received.append(isPublished ? "" : text);
        }

        @Override
        public void sendMedia(byte[] frame) {
            throw new IllegalStateException("media, expected none: the client does not play");
        }

        @Override
        public void ping() {}

        @Override
        public long unreadMedia() {
            return 0;
        }

        @Override
        public void pauseReading() {
            throw new IllegalStateException("reading is paused");
        }

        @Override
        public void resumeReading() {}

        @Override
        public void close(CloseCode code, String reason) {
            throw new IllegalStateException("closed with " + code + ": " + reason);
        }
    }

    private final EmbeddedChannel socket = new EmbeddedChannel(decoder(), new Last());
    private final List<CountingServer> servers = new ArrayList<>();
    private final StringBuilder received = new StringBuilder();
    private final SessionRouter router;
    private boolean isPublished;

    MediaPath() {
        socket.config().setAllocator(PooledByteBufAllocator.DEFAULT);
        socket.freezeTime();
        MemoryBudget memory = new MemoryBudget(MemoryLimits.of(512 << 20));
        WebSocketMessageHandler messages =
                new WebSocketMessageHandler(socket, memory, "192.0.2.1", MAX_TEXT, MAX_BINARY);
        messages.addBetween(WebSocket13FrameDecoder.class, Last.class);
        Duration never = Duration.ofDays(10_000); // the servers do not respond to pings
        Gateway gateway =
                MemoryGateway.gateway(
                        this::dial,
                        LIMITS,
                        new LivenessTimeouts(never, never),
                        memory,
                        System::nanoTime);
        Client client = new Client();
        Session session =
                new Session(
                        "benchmark",
                        gateway,
                        new SessionRegistry<>(ResumeLimits.DEFAULT, Peers.NONE),
                        socket.eventLoop(),
                        client,
                        Grant.UNRESTRICTED);
        router =
                new SessionRouter(
                        gateway, client, messages.memory(), session, Grant.UNRESTRICTED, false);
        messages.begin(new SessionMessages(router, NO_PAUSE));
    }

    private static WebSocket13FrameDecoder decoder() {
        return new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                        .allowExtensions(false)
                        .maxFramePayloadLength(MAX_BINARY)
                        .build());
    }

    private MemoryChannel dial() {
        CountingServer server = new CountingServer();
        servers.add(server);
        return new MemoryChannel(server, PooledByteBufAllocator.DEFAULT);
    }

    /** Publishes a stream on servers, which count its bytes afterwards. */
    void publish(int count, MediaReads client) {
        String urls =
                IntStream.range(0, count)
                        .mapToObj(
                                "\"rtmp://s%%d.example:%d/live\"".formatted(Manner.HONEST.port())
                                        ::formatted)
                        .collect(Collectors.joining(","));
        read(
                client.text(
                        "{\"id\":1,\"type\":\"connect\",\"require\":\"all\",\"servers\":[%s]}"
                                .formatted(urls)));
        read(client.text("{\"id\":2,\"type\":\"createStream\"}"));
        read(client.text("{\"id\":3,\"type\":\"publish\",\"stream\":1,\"name\":\"show\"}"));
        String result = "%d of %d servers publishing".formatted(count, count);
        if (received.indexOf(result) < 0) {
            throw new IllegalStateException(received + ", expected " + result);
        }
        read(client.media(MediaClip.VIDEO_CONFIG));
        read(client.media(MediaClip.AUDIO_CONFIG));
        isPublished = true;
        servers.forEach(CountingServer::count);
    }

    /** Handles one read of the client's socket, with everything that follows from it. */
    void read(ByteBuf bytes) {
        socket.writeInbound(bytes);
    }

    /** Moves the clock; timers that are due run with the next read. */
    void pass(long millis) {
        socket.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    }

    /** Returns the bytes that each server has received, when nothing waits any longer. */
    List<Long> receivedBytes() {
        pass(MediaClip.MILLIS);
        socket.runPendingTasks();
        return servers.stream().map(CountingServer::receivedBytes).toList();
    }

    @Override
    public void close() {
        router.closed(GOING_AWAY);
        socket.finishAndReleaseAll();
    }
}
