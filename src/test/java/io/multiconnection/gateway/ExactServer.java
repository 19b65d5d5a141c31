package io.multiconnection.gateway;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.memory.MemoryBudget;
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
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.rtmp.server.ServerPlayRequest;
import io.multiconnection.rtmp.server.ServerPublication;
import io.multiconnection.rtmp.server.ServerPublishRequest;
import io.multiconnection.rtmp.server.ServerStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Server that records every byte of published audio and video. Thread-safe. */
final class ExactServer implements ServerApplication, AutoCloseable {

    /** Received frame. */
    record Arrived(int type, int timestamp, ByteBuffer body) {

        static Arrived of(int type, int timestamp, ByteBuf body) {
            return new Arrived(type, timestamp, ByteBuffer.wrap(ByteBufUtil.getBytes(body)));
        }
    }

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Map<String, List<Arrived>> streams = new ConcurrentHashMap<>();
    private final Map<String, Boolean> published = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final RtmpServer server =
            RtmpServer.listen(
                            group,
                            NioServerSocketChannel.class,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            ServerLimits.DEFAULT,
                            MemoryBudget.unlimited(),
                            this)
                    .join();

    String url() {
        return "rtmp://127.0.0.1:" + server.address().getPort() + "/live";
    }

    /** Returns the received frames of a stream, in order. */
    List<Arrived> arrived(String stream) {
        return List.copyOf(frames(stream));
    }

    /** Returns the number of received frames of a stream. */
    int count(String stream) {
        return frames(stream).size();
    }

    boolean isPublished(String stream) {
        return published.getOrDefault(stream, false);
    }

    int connections() {
        return connections.get();
    }

    private List<Arrived> frames(String stream) {
        return streams.computeIfAbsent(stream, _ -> new CopyOnWriteArrayList<>());
    }

    @Override
    public void connect(ServerConnection connection, ServerConnectRequest request) {
        connections.incrementAndGet();
        connection.accept();
    }

    @Override
    public void disconnected(ServerConnection connection) {
        connections.decrementAndGet();
    }

    @Override
    public void publish(
            ServerConnection connection, ServerStream stream, ServerPublishRequest request) {
        String name = request.name();
        List<Arrived> frames = frames(name);
        published.put(name, true);
        request.accept(
                new ServerPublication() {
                    @Override
                    public void audio(int timestamp, Audio audio) {
                        frames.add(Arrived.of(8, timestamp, audio.body()));
                    }

                    @Override
                    public void video(int timestamp, Video video) {
                        frames.add(Arrived.of(9, timestamp, video.body()));
                    }

                    @Override
                    public void data(int timestamp, Data data) {}

                    @Override
                    public void ended() {
                        published.put(name, false);
                    }
                });
    }

    @Override
    public void play(ServerConnection connection, ServerStream stream, ServerPlayRequest request) {
        request.refuse(ServerNetStatus.error("NetStream.Play.StreamNotFound", "It only takes."));
    }

    @Override
    public void call(ServerConnection connection, ServerCall call) {
        call.result(AmfUndefined.UNDEFINED);
    }

    @Override
    public void sharedObject(ServerConnection connection, SharedObjectMessage message) {}

    @Override
    public void close() {
        server.close().join();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
