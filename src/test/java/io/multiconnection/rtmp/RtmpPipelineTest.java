package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Hex;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.rtmp.HandshakeHandler.Form;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both ends of a connection, with all handlers but without a network. */
class RtmpPipelineTest {

    private static final Command CONNECT =
            new Command("connect", 1, AmfNull.NULL, List.of(), AmfEncoding.AMF0);

    private static final RtmpMessage CONTROL = RtmpMessage.of(new StreamBegin(0));

    /**
     * Window Acknowledgement Size and Stream Begin: bodies of 4 and 6 bytes, headers of 12 and 8
     * bytes.
     */
    private static final int BYTES = 12 + 4 + 8 + 6;

    private final EmbeddedChannel client = new EmbeddedChannel();
    private final EmbeddedChannel server = new EmbeddedChannel();

    @AfterEach
    void leavesNothingBehind() {
        assertThat(client.finish()).isFalse();
        assertThat(server.finish()).isFalse();
    }

    @Test
    void carriesMessagesAfterHandshake() {
        RtmpPipeline.addLast(
                server.pipeline(),
                HandshakeHandler.server(),
                RtmpLimits.DEFAULT,
                RtmpMemory.unlimited());
        RtmpPipeline.addLast(
                client.pipeline(),
                HandshakeHandler.client(Form.DIGEST_0),
                RtmpLimits.DEFAULT,
                RtmpMemory.unlimited());
        client.pipeline().addLast(new ConnectWhenDone());

        exchange();

        assertThat(server.<RtmpMessage>readInbound()).isEqualTo(RtmpMessage.of(CONNECT));
        assertThat(client.inboundMessages()).isEmpty();

        RtmpMessage audio = new RtmpMessage(20, 1, new Audio(hex("af01")));
        server.writeOutbound(audio.retain());
        exchange();

        RtmpMessage received = client.readInbound();
        assertThat(received).isEqualTo(audio);
        received.release();
        audio.release();
    }

    @Test
    void countsBytesOfChunkStreamWithoutHandshake() {
        RtmpPipeline.addLast(
                server.pipeline(),
                HandshakeHandler.server(),
                RtmpLimits.DEFAULT,
                RtmpMemory.unlimited(),
                128,
                1000);
        RtmpPipeline.addLast(
                client.pipeline(),
                HandshakeHandler.client(Form.PLAIN),
                RtmpLimits.DEFAULT,
                RtmpMemory.unlimited(),
                128,
                1000);
        exchange();
        client.writeOutbound(CONTROL);
        server.writeOutbound(CONTROL);
        exchange();
        assertThat(client.<RtmpMessage>readInbound()).isEqualTo(CONTROL);
        assertThat(server.<RtmpMessage>readInbound()).isEqualTo(CONTROL);
        ByteCounter atClient = client.pipeline().get(ByteCounter.class);
        ByteCounter atServer = server.pipeline().get(ByteCounter.class);

        assertThat(atClient.received()).isEqualTo(BYTES);
        assertThat(atServer.received()).isEqualTo(BYTES);
    }

    /** red5-client mistakes an earlier Set Chunk Size for its own and hangs. */
    @Test
    void sendsNothingAsServerBeforeAnswerToConnect() {
        RtmpPipeline.addLast(
                server.pipeline(),
                HandshakeHandler.server(),
                RtmpLimits.DEFAULT,
                RtmpMemory.unlimited());
        EmbeddedChannel raw = new EmbeddedChannel(HandshakeHandler.client(Form.PLAIN));
        move(raw, server);
        while (move(server, raw) || move(raw, server)) {}
        server.writeInbound(hex("02 000000 000006 04 00000000 0006 00000007"));

        assertThat(server.outboundMessages()).isEmpty();

        server.writeOutbound(CONTROL);
        ByteBuf first = server.readOutbound();
        assertThat(Hex.hex(first)).startsWith("02000000" + "000004" + "01");
        first.release();
        server.releaseOutbound();
        assertThat(raw.finish()).isFalse();
    }

    private void exchange() {
        while (move(client, server) || move(server, client)) {}
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        ByteBuf bytes = from.readOutbound();
        if (bytes == null) {
            return false;
        }
        to.writeInbound(bytes);
        return true;
    }

    private static final class ConnectWhenDone extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof HandshakeHandler.Done) {
                ctx.writeAndFlush(RtmpMessage.of(CONNECT));
            }
        }
    }
}
