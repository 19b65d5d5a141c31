package io.multiconnection.rtmp;

import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.FfmpegServer;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.NodeMediaServer;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.Red5;
import io.multiconnection.rtmp.HandshakeHandler.Done;
import io.multiconnection.rtmp.HandshakeHandler.Form;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshake and first messages with third-party servers and a third-party client. */
class RtmpPipelineIT {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int SECONDS = HangLimit.SECONDS;

    @TempDir private Path folder;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final BlockingQueue<Done> handshakes = new LinkedBlockingQueue<>();
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

    @AfterEach
    void stopsEventLoop() throws InterruptedException {
        group.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).sync();
    }

    @ParameterizedTest
    @EnumSource
    @NeedsPeer(NGINX)
    void connectsToNginx(Form form) throws InterruptedException {
        try (NginxRtmp nginx = NginxRtmp.start()) {
            assertConnects(nginx.port(), form, form != Form.PLAIN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectsToRed5(Form form) throws InterruptedException {
        try (Red5 red5 = Red5.start()) {
            assertConnects(red5.port(), form, form != Form.PLAIN);
        }
    }

    @ParameterizedTest
    @EnumSource
    @NeedsPeer(NPM)
    void connectsToNodeMediaServer(Form form) throws InterruptedException {
        try (NodeMediaServer server = NodeMediaServer.start()) {
            assertConnects(server.port(), form, form != Form.PLAIN);
        }
    }

    /** Server that accepts every client. */
    @ParameterizedTest
    @EnumSource
    void connectsToFfmpeg(Form form) throws InterruptedException {
        try (FfmpegServer server = FfmpegServer.start()) {
            assertConnects(server.port(), form, false);
        }
    }

    @Test
    void acceptsHandshakeAndConnectOfFfmpeg() throws InterruptedException {
        Channel listening =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(handlers(HandshakeHandler::server))
                        .bind(LOOPBACK, 0)
                        .sync()
                        .channel();
        int port = ((InetSocketAddress) listening.localAddress()).getPort();
        String url = "rtmp://127.0.0.1:" + port + "/app/stream";

        try (Program _ = Ffmpeg.record(url, folder.resolve("a.flv"), Duration.ofSeconds(1))) {
            assertThat(next(handshakes)).isEqualTo(new Done(true));
            Command connect = next(commands);
            assertThat(connect.name()).isEqualTo("connect");
            assertThat(((AmfObject) connect.commandObject()).property("app"))
                    .isEqualTo(new AmfString("app"));
        }
    }

    private void assertConnects(int port, Form form, boolean digest) throws InterruptedException {
        AmfObject commandObject =
                AmfObject.of(
                        "app",
                        new AmfString("live"),
                        "tcUrl",
                        new AmfString("rtmp://127.0.0.1:" + port + "/live"),
                        "flashVer",
                        new AmfString("FMLE/3.0"));
        Channel channel =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .handler(handlers(() -> HandshakeHandler.client(form)))
                        .connect(LOOPBACK, port)
                        .sync()
                        .channel();

        assertThat(next(handshakes)).isEqualTo(new Done(digest));
        channel.writeAndFlush(
                RtmpMessage.of(
                        new Command("connect", 1, commandObject, List.of(), AmfEncoding.AMF0)));
        Command answer = next(commands);
        while (answer.name().equals("onBWCheck")) { // Red5 sends it first
            answer = next(commands);
        }
        assertThat(answer.name()).isEqualTo("_result");
        assertThat(answer.transactionId()).isEqualTo(1);
        channel.close().sync();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private ChannelInitializer<Channel> handlers(Supplier<HandshakeHandler> handshake) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                RtmpPipeline.addLast(
                        channel.pipeline(),
                        handshake.get(),
                        RtmpLimits.DEFAULT,
                        RtmpMemory.unlimited());
                channel.pipeline().addLast(new Recorder());
            }
        };
    }

    private final class Recorder extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Done done) {
                handshakes.add(done);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (((RtmpMessage) message).payload() instanceof Command command) {
                commands.add(command);
            }
            ReferenceCountUtil.release(message);
        }
    }
}
