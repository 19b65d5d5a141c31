package io.multiconnection.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Forwarder of bytes from each connection to new connections to all sinks, without a protocol: the
 * least that a relay on this JVM and Netty can cost. Arguments: the port to listen on, the ports of
 * the sinks.
 */
final class TcpTee extends ChannelInboundHandlerAdapter {

    private final Loops loops;
    private final int[] ports;
    private List<Channel> targets = List.of();

    private TcpTee(Loops loops, int[] ports) {
        this.loops = loops;
        this.ports = ports;
    }

    public static void main(String[] args) {
        int[] ports = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        Loops loops = new Loops();
        int[] sinks = Arrays.copyOfRange(ports, 1, ports.length);
        new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverType())
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(new TcpTee(loops, sinks));
                            }
                        })
                .bind(InetAddress.getLoopbackAddress(), ports[0])
                .syncUninterruptibly();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        List<ChannelFuture> dialled =
                Arrays.stream(ports)
                        .mapToObj(
                                port ->
                                        new Bootstrap()
                                                .group(ctx.channel().eventLoop())
                                                .channel(loops.channelType())
                                                .option(ChannelOption.TCP_NODELAY, true)
                                                .handler(new ChannelInboundHandlerAdapter())
                                                .connect(InetAddress.getLoopbackAddress(), port))
                        .toList();
        targets = dialled.stream().map(ChannelFuture::channel).toList();
        // Loopback connects in order: when the last is connected, all are.
        dialled.getLast().addListener(_ -> ctx.channel().config().setAutoRead(true));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        for (Channel target : targets) {
            target.write(bytes.retainedDuplicate(), target.voidPromise());
        }
        ReferenceCountUtil.release(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        targets.forEach(Channel::flush);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        targets.forEach(Channel::close);
    }
}
