package io.multiconnection.gateway;

import io.multiconnection.CountedBuffers;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.RtmpPipeline;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection to a server that answers in one of several ways, and says what a script says. */
public final class MemoryServer implements MemoryChannel.Peer {

    /** Ways in which a server answers, chosen by the port of its URL. */
    public enum Manner {
        HONEST,
        SILENT,
        FAILING,
        REFUSING,
        UNREACHABLE,
        MUTE_FROM_THE_FIRST_BYTE,
        HANGING_UP_AT_PUBLISH;

        /** A port, of which any multiple of their number more will do. */
        public int port() {
            return 602 + List.of(values()).indexOf(this);
        }

        static Manner of(InetSocketAddress address) {
            return values()[address.getPort() % values().length];
        }
    }

    private final EmbeddedChannel channel;
    private @Nullable MemoryChannel client;
    private final Consumer<RtmpMessage> media;
    private Manner manner = Manner.HONEST;
    private boolean stalled;
    private int streams;

    MemoryServer(CountedBuffers buffers) {
        this(buffers, _ -> {});
    }

    /**
     * Creates a server.
     *
     * @param media receives the messages that need no response, which it borrows
     */
    public MemoryServer(CountedBuffers buffers, Consumer<RtmpMessage> media) {
        this.media = media;
        channel = buffers.channel();
        RtmpPipeline.addLast(
                channel.pipeline(),
                HandshakeHandler.server(),
                RtmpLimits.DEFAULT,
                RtmpMemory.unlimited());
        channel.pipeline().addLast(new Answering());
    }

    @Override
    public boolean connected(MemoryChannel from, InetSocketAddress address) {
        client = from;
        manner = Manner.of(address);
        return manner != Manner.UNREACHABLE;
    }

    /** Fails if the gateway sends anything but RTMP as it is specified. */
    @Override
    public void received(ByteBuf bytes) {
        if (manner == Manner.MUTE_FROM_THE_FIRST_BYTE || !channel.isOpen()) {
            bytes.release();
            return;
        }
        channel.writeInbound(bytes);
        pass();
    }

    @Override
    public void closed() {
        channel.finishAndReleaseAll();
    }

    /** Sends a message of any body, of any type but those that chunks themselves are made of. */
    void send(int typeId, int messageStreamId, byte[] body) {
        if (channel.isOpen()) {
            ByteBuf bytes = channel.alloc().buffer(body.length).writeBytes(body);
            channel.writeOutbound(new RtmpMessage(0, messageStreamId, new Unknown(typeId, bytes)));
            pass();
        }
    }

    /** Sends a command, such as a call or a status. */
    void send(int messageStreamId, Command command) {
        if (channel.isOpen()) {
            channel.writeOutbound(new RtmpMessage(0, messageStreamId, command));
            pass();
        }
    }

    /** Sends events of a shared object. */
    public void send(String object, int version, List<SharedObjectEvent> events) {
        if (channel.isOpen()) {
            channel.writeOutbound(
                    RtmpMessage.of(
                            new SharedObjectMessage(
                                    object, version, false, events, AmfEncoding.AMF0)));
            pass();
        }
    }

    /** Sends bytes that need not be chunks. */
    void sendRaw(byte[] bytes) {
        MemoryChannel to = client;
        if (to != null && channel.isOpen()) {
            to.receive(channel.alloc().buffer(bytes.length).writeBytes(bytes));
        }
    }

    /** Returns the number of writes of the client's channel. */
    public int writes() {
        return client == null ? 0 : client.writes();
    }

    @Override
    public boolean reads() {
        return !stalled;
    }

    /** Stops to take bytes from the client, or takes all that wait. */
    public void stall(boolean stalls) {
        stalled = stalls;
        MemoryChannel to = client;
        if (!stalls && to != null) {
            to.flush();
        }
    }

    /** Hangs up. */
    void hangUp() {
        MemoryChannel to = client;
        if (to != null && to.isRegistered()) {
            to.eventLoop().execute(to::close);
        }
    }

    private void pass() {
        MemoryChannel to = client;
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            if (to == null) {
                part.release();
            } else {
                to.receive(part);
            }
        }
    }

    private final class Answering extends SimpleChannelInboundHandler<RtmpMessage> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, RtmpMessage message) {
            int stream = message.messageStreamId();
            switch (message.payload()) {
                case Command command -> answer(ctx, stream, command);
                case SharedObjectMessage object -> answer(ctx, object);
                default -> media.accept(message);
            }
        }

        private void answer(ChannelHandlerContext ctx, int stream, Command command) {
            boolean connects = command.name().equals("connect");
            boolean fails = manner == (connects ? Manner.REFUSING : Manner.FAILING);
            if (manner == Manner.SILENT && !connects) {
                return;
            }
            switch (command.name()) {
                case "connect" ->
                        reply(ctx, command, fails, status("NetConnection.Connect.Success"));
                case "createStream" -> reply(ctx, command, fails, AmfValue.of(++streams));
                case "publish" -> publish(ctx, stream, fails);
                case "play" -> status(ctx, stream, fails, "NetStream.Play.Start");
                default -> {
                    if (command.transactionId() > 0) {
                        reply(ctx, command, fails, AmfValue.of("fine"));
                    }
                }
            }
        }

        private void publish(ChannelHandlerContext ctx, int stream, boolean fails) {
            if (manner == Manner.HANGING_UP_AT_PUBLISH) {
                hangUp();
            } else {
                status(ctx, stream, fails, "NetStream.Publish.Start");
            }
        }

        private void answer(ChannelHandlerContext ctx, SharedObjectMessage object) {
            if (manner == Manner.HONEST && object.events().contains(new SharedObjectEvent.Use())) {
                ctx.writeAndFlush(
                        RtmpMessage.of(
                                new SharedObjectMessage(
                                        object.name(),
                                        1,
                                        object.persistent(),
                                        List.of(
                                                new SharedObjectEvent.UseSuccess(),
                                                new SharedObjectEvent.Clear()),
                                        AmfEncoding.AMF0)));
            }
        }

        private static void reply(
                ChannelHandlerContext ctx, Command call, boolean fails, AmfValue value) {
            Command answer =
                    new Command(
                            fails ? "_error" : "_result",
                            call.transactionId(),
                            AmfNull.NULL,
                            List.of(value),
                            AmfEncoding.AMF0);
            ctx.writeAndFlush(new RtmpMessage(0, 0, answer));
        }

        private static void status(
                ChannelHandlerContext ctx, int stream, boolean fails, String code) {
            AmfValue info = status(fails ? "NetStream.Failed" : code);
            Command command =
                    new Command("onStatus", 0, AmfNull.NULL, List.of(info), AmfEncoding.AMF0);
            ctx.writeAndFlush(new RtmpMessage(0, stream, command));
        }

        private static AmfObject status(String code) {
            return AmfObject.of(
                    "level",
                    new AmfString(code.endsWith("Failed") ? "error" : "status"),
                    "code",
                    new AmfString(code));
        }
    }
}
