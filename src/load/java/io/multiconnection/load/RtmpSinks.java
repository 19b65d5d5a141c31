package io.multiconnection.load;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.server.RtmpServer;
import io.multiconnection.rtmp.server.ServerApplication;
import io.multiconnection.rtmp.server.ServerCall;
import io.multiconnection.rtmp.server.ServerConnectRequest;
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.ServerLimits;
import io.multiconnection.rtmp.server.ServerPlayRequest;
import io.multiconnection.rtmp.server.ServerPublication;
import io.multiconnection.rtmp.server.ServerPublishRequest;
import io.multiconnection.rtmp.server.ServerStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;

/** RTMP servers that accept everything and count what is published. */
final class RtmpSinks implements Sinks, ServerApplication, ServerPublication {

    private static final int MAX_CONNECTIONS = 40_000;
    private static final long MEMORY = 8L << 30;

    private final Received received = new Received();
    private final List<RtmpServer> servers;

    RtmpSinks(Loops loops, int count) {
        MemoryBudget memory = new MemoryBudget(MemoryLimits.of(MEMORY));
        servers =
                IntStream.range(0, count)
                        .mapToObj(
                                _ ->
                                        RtmpServer.listen(
                                                        loops.group(),
                                                        loops.serverType(),
                                                        new InetSocketAddress(
                                                                InetAddress.getLoopbackAddress(),
                                                                0),
                                                        ServerLimits.DEFAULT.withConnections(
                                                                MAX_CONNECTIONS),
                                                        memory,
                                                        this)
                                                .join())
                        .toList();
    }

    @Override
    public List<Integer> ports() {
        return servers.stream().map(server -> server.address().getPort()).toList();
    }

    @Override
    public Received received() {
        return received;
    }

    @Override
    public void close() {
        servers.forEach(server -> server.close().join());
    }

    @Override
    public void connect(ServerConnection connection, ServerConnectRequest request) {
        connection.accept();
    }

    @Override
    public void disconnected(ServerConnection connection) {}

    @Override
    public void publish(
            ServerConnection connection, ServerStream stream, ServerPublishRequest request) {
        request.accept(this);
    }

    @Override
    public void play(ServerConnection connection, ServerStream stream, ServerPlayRequest request) {}

    @Override
    public void call(ServerConnection connection, ServerCall call) {}

    @Override
    public void sharedObject(ServerConnection connection, SharedObjectMessage message) {}

    @Override
    public void audio(int timestamp, Audio audio) {
        received.add(false, audio.body());
    }

    @Override
    public void video(int timestamp, Video video) {
        received.add(true, video.body());
    }

    @Override
    public void data(int timestamp, Data data) {}

    @Override
    public void ended() {}
}
