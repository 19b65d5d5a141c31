package io.multiconnection.gateway;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.RtmpPipeline;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * RTMP server that accepts every client, and then follows the test's script. Writes {@link
 * RtmpMessage}s and raw bytes.
 */
final class ScriptedServer implements AutoCloseable {

    /** Reaction to a command after connect. */
    interface Behaviour {

        /** Called on connect; accepts the client by default. */
        default void connect(ChannelHandlerContext client, Command command) {
            client.write(answer(command));
            connected(client);
            client.flush(); // only now, so that the client cannot be ahead of the test
        }

        /** Called when a client is connected. */
        void connected(ChannelHandlerContext client);

        /** Called with another command; sends no response by default. */
        default void received(ChannelHandlerContext client, RtmpMessage message) {}
    }

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Channel listener;

    ScriptedServer(Behaviour behaviour) {
        listener =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_RCVBUF, 64 << 10)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel client) {
                                        RtmpPipeline.addLast(
                                                client.pipeline(),
                                                HandshakeHandler.server(),
                                                RtmpLimits.DEFAULT,
                                                RtmpMemory.unlimited());
                                        client.pipeline().addLast(new Client(behaviour));
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
    }

    /** Creates a server that reacts only when a client is connected. */
    static ScriptedServer that(Consumer<ChannelHandlerContext> connected) {
        return new ScriptedServer(connected::accept);
    }

    /** Creates a server that accepts a stream and then does not read. */
    static ScriptedServer thatStalls() {
        return new ScriptedServer(
                new Behaviour() {
                    @Override
                    public void connected(ChannelHandlerContext client) {}

                    @Override
                    public void received(ChannelHandlerContext client, RtmpMessage message) {
                        if (message.payload() instanceof Command command) {
                            switch (command.name()) {
                                case "createStream" -> client.writeAndFlush(answer(command));
                                case "publish" -> {
                                    client.writeAndFlush(publishStart());
                                    client.channel().config().setAutoRead(false);
                                }
                                default -> {}
                            }
                        }
                    }
                });
    }

    /** Creates a server that responds to every call with {@code value}. */
    static ScriptedServer thatAnswers(AmfValue value) {
        return new ScriptedServer(
                new Behaviour() {
                    @Override
                    public void connected(ChannelHandlerContext client) {}

                    @Override
                    public void received(ChannelHandlerContext client, RtmpMessage message) {
                        if (message.payload() instanceof Command command) {
                            client.writeAndFlush(answer(command, value));
                        }
                    }
                });
    }

    private static RtmpMessage publishStart() {
        AmfObject info =
                AmfObject.of("level", new AmfString("status"))
                        .with("code", new AmfString("NetStream.Publish.Start"));
        return new RtmpMessage(
                0, 1, new Command("onStatus", 0, AmfNull.NULL, List.of(info), AmfEncoding.AMF0));
    }

    /** Returns the URL of one of its applications, which are all alike. */
    String url(String app) {
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        return "rtmp://127.0.0.1:" + port + "/" + app;
    }

    /** The header of a chunk that begins an audio message of stream 1. */
    static ByteBuf audioHeader(int chunkStream, int length) {
        return Unpooled.buffer()
                .writeByte(chunkStream)
                .writeMedium(0)
                .writeMedium(length)
                .writeByte(8)
                .writeIntLE(1);
    }

    /** Set Chunk Size. */
    static ByteBuf chunkSize(int size) {
        byte[] header = {2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0};
        return Unpooled.buffer().writeBytes(header).writeInt(size);
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Client extends SimpleChannelInboundHandler<RtmpMessage> {

        private final Behaviour behaviour;

        Client(Behaviour behaviour) {
            this.behaviour = behaviour;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, RtmpMessage message) {
            if (message.payload() instanceof Command command && command.name().equals("connect")) {
                behaviour.connect(ctx, command);
            } else {
                behaviour.received(ctx, message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** The answer {@code _result} to a command: for createStream, stream 1. */
    static RtmpMessage answer(Command command) {
        return answer(command, new AmfNumber(1));
    }

    static RtmpMessage answer(Command command, AmfValue value) {
        return RtmpMessage.of(
                new Command(
                        "_result",
                        command.transactionId(),
                        AmfNull.NULL,
                        List.of(value),
                        AmfEncoding.AMF0));
    }
}
