package io.multiconnection.gateway;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.server.RtmpServer;
import io.multiconnection.rtmp.server.ServerApplication;
import io.multiconnection.rtmp.server.ServerCall;
import io.multiconnection.rtmp.server.ServerConnectRequest;
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.ServerLimits;
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerPlayRequest;
import io.multiconnection.rtmp.server.ServerPlayback;
import io.multiconnection.rtmp.server.ServerPublishRequest;
import io.multiconnection.rtmp.server.ServerStream;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Server of many applications that sends every kind of message repeatedly, once its method {@code
 * flood} is called. Its method {@code speak} calls {@code hello}.
 */
final class HostileServer implements ServerApplication, AutoCloseable {

    private static final int ROUNDS = 200;
    private static final int ROUNDS_AT_ONCE = 10;
    private static final String LONG = "x".repeat(300);

    /** Starts a play without media. */
    private record Silence() implements ServerPlayback {

        @Override
        public void pause(boolean paused) {}

        @Override
        public void seek(double position) {}

        @Override
        public void bufferLength(int milliseconds) {}

        @Override
        public void receiveAudio(boolean wanted) {}

        @Override
        public void receiveVideo(boolean wanted) {}

        @Override
        public void ended() {}
    }

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);

    private final AtomicInteger connections = new AtomicInteger();

    /** Used on the one event loop of the server. */
    private final Map<ServerConnection, ServerStream> played = new HashMap<>();

    private final RtmpServer server =
            RtmpServer.listen(
                            group,
                            NioServerSocketChannel.class,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            ServerLimits.DEFAULT,
                            MemoryBudget.unlimited(),
                            this)
                    .join();

    /** Returns the URL of one of its applications. */
    String url(int app) {
        return "rtmp://127.0.0.1:" + port() + "/app" + app;
    }

    int port() {
        return server.address().getPort();
    }

    /** Returns how many connections were made so far. */
    int connections() {
        return connections.get();
    }

    @Override
    public void connect(ServerConnection connection, ServerConnectRequest request) {
        connections.incrementAndGet();
        if (request.app().equals("refuse")) {
            connection.reject("x".repeat(300_000));
        } else {
            connection.accept();
        }
    }

    @Override
    public void disconnected(ServerConnection connection) {
        played.remove(connection);
    }

    @Override
    public void publish(
            ServerConnection connection, ServerStream stream, ServerPublishRequest request) {
        request.refuse(ServerNetStatus.error("NetStream.Publish.BadName", "It only talks."));
    }

    @Override
    public void play(ServerConnection connection, ServerStream stream, ServerPlayRequest request) {
        request.accept(new Silence());
        played.put(connection, stream);
    }

    @Override
    public void call(ServerConnection connection, ServerCall call) {
        if (call.method().equals("flood")) {
            flood(connection, 0);
        } else {
            connection.call("hello", List.of());
        }
        call.result(AmfUndefined.UNDEFINED);
    }

    private void flood(ServerConnection connection, int begun) {
        for (int round = begun; round < begun + ROUNDS_AT_ONCE; round++) {
            deliver(connection, round);
        }
        if (begun + ROUNDS_AT_ONCE < ROUNDS) {
            connection.whenWritable(
                    () -> group.next().execute(() -> flood(connection, begun + ROUNDS_AT_ONCE)));
        } else {
            connection.close(
                    ServerNetStatus.error("NetConnection.Connect.Closed", "All was said."));
        }
    }

    private void deliver(ServerConnection connection, int round) {
        AmfValue words = new AmfString(LONG + connection.app() + round);
        connection.tell(ServerNetStatus.status("Application.Noise", LONG));
        connection.call("shout", List.of(words)).exceptionally(_ -> AmfUndefined.UNDEFINED);
        connection.tell(
                "info",
                round,
                false,
                List.of(
                        new SharedObjectEvent.Change("slot" + round % 500, words),
                        new SharedObjectEvent.SendMessage("noise", List.of(words))));
        ServerStream stream = played.get(connection);
        if (stream != null) {
            stream.tell(ServerNetStatus.status("NetStream.Play.Switch", LONG));
        }
    }

    @Override
    public void sharedObject(ServerConnection connection, SharedObjectMessage message) {
        if (message.events().contains(new SharedObjectEvent.Use())) {
            connection.tell(
                    message.name(),
                    0,
                    false,
                    List.of(
                            new SharedObjectEvent.UseSuccess(),
                            new SharedObjectEvent.Change("app", new AmfNumber(1))));
        }
    }

    @Override
    public void close() {
        server.close().join();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
