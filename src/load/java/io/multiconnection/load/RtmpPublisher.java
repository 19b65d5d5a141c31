package io.multiconnection.load;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetConnectionListener;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.RtmpClient;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Publisher that is an RTMP client. */
final class RtmpPublisher implements Publisher, NetStream.Listener, NetConnectionListener {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Dialer dialer;
    private final EventLoop loop;
    private final String url;
    private final String name;
    private @Nullable NetConnection connection;
    private @Nullable NetStream stream;

    /** Creates a publisher to an application's URL; each relay has its own {@code dialer}. */
    RtmpPublisher(Dialer dialer, EventLoop loop, String url, String name) {
        this.dialer = dialer;
        this.loop = loop;
        this.url = url;
        this.name = name;
    }

    static Dialer dialer() {
        try {
            return new Dialer(
                    EpollSocketChannel::new,
                    DefaultAddressResolverGroup.INSTANCE,
                    SslContextBuilder.forClient().build(),
                    RtmpLimits.DEFAULT,
                    LivenessTimeouts.DEFAULT,
                    new HostRateLimiter(Duration.ZERO));
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public CompletableFuture<Void> open() {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        loop.execute(() -> connect(opened));
        return opened;
    }

    private void connect(CompletableFuture<Void> opened) {
        MemoryAccount memory =
                new MemoryBudget(MemoryLimits.of(1L << 30)).open(null, loop, _ -> {});
        ConnectRequest request =
                new ConnectRequest(
                        RtmpUrl.parse(url),
                        Map.of(),
                        List.of(),
                        TIMEOUT,
                        _ -> true,
                        new RtmpMemory(memory));
        RtmpClient.connect(dialer, loop, request, this)
                .chain(
                        connected -> {
                            connection = connected;
                            stream = connected.newStream(this);
                            return stream.publish(name, "live");
                        })
                .subscribe()
                .with(_ -> opened.complete(null), opened::completeExceptionally);
    }

    @Override
    public void send(Frame frame, int timestamp) {
        ByteBuf body = PooledByteBufAllocator.DEFAULT.directBuffer(frame.length());
        frame.writeTo(body);
        SharedMedia media =
                SharedMedia.of(
                        timestamp,
                        frame.type() == Frame.VIDEO ? new Video(body) : new Audio(body),
                        PooledByteBufAllocator.DEFAULT);
        stream.write(media);
        stream.flush();
    }

    @Override
    public void close() {
        loop.execute(connection::close);
    }

    @Override
    public void onStatus(NetStatus status) {}

    @Override
    public void onEnded(RtmpClientException fault) {
        throw fault;
    }

    @Override
    public void onLost(RtmpClientException fault) {}
}
