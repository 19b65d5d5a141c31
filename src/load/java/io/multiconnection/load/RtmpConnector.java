package io.multiconnection.load;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetConnectionListener;
import io.multiconnection.rtmp.client.RtmpClient;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/** Connector of RTMP clients to the application {@code live} on one port of 127.0.0.1. */
final class RtmpConnector {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final long MEMORY = 1L << 30;

    private final Loops loops;
    private final RtmpUrl url;
    private final Dialer dialer;

    RtmpConnector(Loops loops, int port) {
        this.loops = loops;
        this.url = RtmpUrl.parse(url(port));
        try {
            this.dialer =
                    new Dialer(
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

    /** Returns the URL of the application. */
    static String url(int port) {
        return "rtmp://127.0.0.1:%d/live".formatted(port);
    }

    /** Returns an event loop for a client. */
    EventLoop loop() {
        return loops.next();
    }

    /** Connects when it is subscribed to, which must happen on {@code loop}. */
    Uni<NetConnection> connect(EventLoop loop, NetConnectionListener listener) {
        MemoryAccount memory = new MemoryBudget(MemoryLimits.of(MEMORY)).open(null, loop, _ -> {});
        ConnectRequest request =
                new ConnectRequest(
                        url, Map.of(), List.of(), TIMEOUT, _ -> true, new RtmpMemory(memory));
        return RtmpClient.connect(dialer, loop, request, listener);
    }
}
