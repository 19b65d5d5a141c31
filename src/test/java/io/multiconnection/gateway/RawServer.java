package io.multiconnection.gateway;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.RtmpPipeline;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Server that accepts every connection, and responds to calls with arbitrary commands. */
final class RawServer implements AutoCloseable {

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Function<Command, Command> answers;
    private final Channel channel;

    /**
     * Listens on a free port.
     *
     * @param answers what it says when it is called
     */
    RawServer(Function<Command, Command> answers) {
        this.answers = answers;
        this.channel =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        RtmpPipeline.addLast(
                                                accepted.pipeline(),
                                                HandshakeHandler.server(),
                                                RtmpLimits.DEFAULT,
                                                RtmpMemory.unlimited());
                                        accepted.pipeline().addLast(new Answering());
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
    }

    String url() {
        return "rtmp://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort() + "/a";
    }

    /** Creates a response to {@code call}. */
    static Command result(Command call, AmfValue commandObject, AmfValue value) {
        return new Command(
                "_result", call.transactionId(), commandObject, List.of(value), AmfEncoding.AMF3);
    }

    private final class Answering extends SimpleChannelInboundHandler<RtmpMessage> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, RtmpMessage message) {
            if (message.payload() instanceof Command command) {
                Command answer =
                        command.name().equals("connect")
                                ? result(command, AmfNull.NULL, new AmfObject())
                                : answers.apply(command);
                ctx.writeAndFlush(new RtmpMessage(0, 0, answer));
            }
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
