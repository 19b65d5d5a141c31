package io.multiconnection.rtmp;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * RTMP client on a loopback socket, built from the codec alone. Queues received messages in order
 * and waits up to 10 seconds for each.
 */
public final class LoopbackClient implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = HangLimit.SECONDS;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 16;

    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final CountDownLatch handshake = new CountDownLatch(1);
    private final BlockingQueue<RtmpMessage> received = new LinkedBlockingQueue<>();
    private final Channel channel;
    private int lastTransactionId;

    private LoopbackClient(int port) {
        channel =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel made) {
                                        RtmpPipeline.addLast(
                                                made.pipeline(),
                                                HandshakeHandler.client(
                                                        HandshakeHandler.Form.PLAIN),
                                                RtmpLimits.DEFAULT,
                                                RtmpMemory.unlimited());
                                        made.pipeline().addLast(new Listener());
                                    }
                                })
                        .connect("127.0.0.1", port)
                        .syncUninterruptibly()
                        .channel();
    }

    /** Opens a socket and starts the handshake. */
    public static LoopbackClient open(int port) {
        return new LoopbackClient(port);
    }

    /** Sends connect and leaves the answer in the queue. */
    public static LoopbackClient connect(int port, String app) {
        return connect(port, AmfObject.of("app", new AmfString(app)));
    }

    /** Sends connect with these properties and leaves the answer in the queue. */
    public static LoopbackClient connect(int port, AmfObject properties) {
        LoopbackClient client = open(port);
        await(client.handshake, "handshake");
        client.send(
                RtmpMessage.of(
                        new Command(
                                "connect",
                                ++client.lastTransactionId,
                                properties,
                                List.of(),
                                AmfEncoding.AMF0)));
        return client;
    }

    /** Sends a command and waits for its answer; ignores the messages before it. */
    public Command call(String name, AmfValue... arguments) {
        int transactionId = ask(name, arguments);
        while (true) {
            if (next().payload() instanceof Command answer
                    && answer.transactionId() == transactionId) {
                return answer;
            }
        }
    }

    /** Sends a command, leaves its answer in the queue and returns the transaction id. */
    public int ask(String name, AmfValue... arguments) {
        int transactionId = ++lastTransactionId;
        send(RtmpMessage.of(command(name, transactionId, arguments)));
        return transactionId;
    }

    public int createStream() {
        return (int) ((AmfNumber) call("createStream").arguments().getFirst()).value();
    }

    /** Sends a command that expects no answer. */
    public void tell(int messageStreamId, String name, AmfValue... arguments) {
        send(new RtmpMessage(0, messageStreamId, command(name, 0, arguments)));
    }

    private static Command command(String name, int transactionId, AmfValue... arguments) {
        return new Command(name, transactionId, AmfNull.NULL, List.of(arguments), AmfEncoding.AMF0);
    }

    public void send(RtmpMessage message) {
        var _ = channel.writeAndFlush(message);
    }

    /** Returns the next message. Media is on the heap and needs no release. */
    public RtmpMessage next() {
        try {
            RtmpMessage message = received.poll(TIMEOUT_SECONDS, SECONDS);
            if (message == null) {
                throw new AssertionError("nothing was received for 10 s");
            }
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the code of the next status; ignores other messages. */
    public String nextCode() {
        while (true) {
            if (next().payload() instanceof Command command
                    && !command.arguments().isEmpty()
                    && command.arguments().getFirst() instanceof AmfObject info
                    && info.property("code") instanceof AmfString(String code)) {
                return code;
            }
        }
    }

    /** Waits for a status of this code; ignores other messages. */
    public void nextCode(String code) {
        while (!nextCode().equals(code)) {
            // another status
        }
    }

    /**
     * Returns the next audio, video or data message; ignores {@code |RtmpSampleAccess} and all
     * other messages.
     */
    public RtmpMessage nextMedia() {
        while (true) {
            RtmpMessage message = next();
            boolean isMedia =
                    switch (message.payload()) {
                        case Audio _, Video _ -> true;
                        case Data data -> !data.name().equals("|RtmpSampleAccess");
                        default -> false;
                    };
            if (isMedia) {
                return message;
            }
        }
    }

    /** Stops or resumes reading from the socket. */
    public void read(boolean read) {
        channel.config().setAutoRead(read);
    }

    /** Waits until the server has closed the connection. */
    public void awaitClosed() {
        if (!channel.closeFuture().awaitUninterruptibly(TIMEOUT_SECONDS, SECONDS)) {
            throw new AssertionError("the connection was not closed for 10 s");
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, TIMEOUT_SECONDS, SECONDS).syncUninterruptibly();
    }

    private static void await(CountDownLatch latch, String what) {
        try {
            if (!latch.await(TIMEOUT_SECONDS, SECONDS)) {
                throw new AssertionError("no " + what + " for 10 s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private final class Listener extends SimpleChannelInboundHandler<RtmpMessage> {

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof HandshakeHandler.Done) {
                handshake.countDown();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, RtmpMessage message) {
            MessagePayload payload =
                    switch (message.payload()) {
                        case Audio(var body) -> new Audio(Unpooled.copiedBuffer(body));
                        case Video(var body) -> new Video(Unpooled.copiedBuffer(body));
                        case MessagePayload other -> other;
                    };
            received.add(new RtmpMessage(message.timestamp(), message.messageStreamId(), payload));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
        }
    }
}
