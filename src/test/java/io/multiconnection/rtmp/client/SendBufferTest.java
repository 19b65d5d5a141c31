package io.multiconnection.rtmp.client;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Bytes that the kernel takes for a server that reads nothing. */
class SendBufferTest {

    private static final int PIECE = 16 << 10;
    private static final int WRITTEN = 32 << 20;

    /** At 2.6 Mbit/s, less than 3 s of a stream, in the buffers of both ends. */
    private static final int HIDDEN = 900 << 10;

    /** Time without progress after which the kernel takes no more. */
    private static final Duration QUIET = Duration.ofMillis(300);

    @Test
    void boundsBytesOfStalledServerWithEpoll() throws Exception {
        assumeTrue(Epoll.isAvailable(), "needs Linux");
        assertBounded(new EpollEventLoopGroup(1), EpollSocketChannel::new);
    }

    @Test
    void boundsBytesOfStalledServerWithNio() throws Exception {
        assertBounded(new NioEventLoopGroup(1), NioSocketChannel::new);
    }

    private static void assertBounded(EventLoopGroup loops, Supplier<Channel> channels)
            throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Channel client =
                    new Bootstrap()
                            .group(loops)
                            .channelFactory(() -> SendBuffer.limit(channels.get()))
                            .handler(new ChannelInboundHandlerAdapter())
                            .connect(server.getLocalSocketAddress())
                            .sync()
                            .channel();
            try (Socket _ = server.accept()) {
                AtomicLong taken = new AtomicLong();
                for (int written = 0; written < WRITTEN; written += PIECE) {
                    client.writeAndFlush(Unpooled.buffer(PIECE).writeZero(PIECE))
                            .addListener(done -> taken.addAndGet(done.isSuccess() ? PIECE : 0));
                }
                assertThat(untilQuiet(taken)).isBetween(1L, (long) HIDDEN);
            } finally {
                client.close().sync();
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    /** Returns the bytes that the kernel has taken, once it takes no more. */
    private static long untilQuiet(AtomicLong taken) {
        AtomicLong last = new AtomicLong();
        await().during(QUIET).until(() -> last.getAndSet(taken.get()) == last.get());
        return last.get();
    }
}
