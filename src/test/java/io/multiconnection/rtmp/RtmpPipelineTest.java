package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.rtmp.HandshakeHandler.Form;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both ends of a connection, with everything in between but the network. */
class RtmpPipelineTest {

    private static final Command CONNECT =
            new Command("connect", 1, AmfNull.NULL, List.of(), AmfEncoding.AMF0);

    private final EmbeddedChannel client = new EmbeddedChannel();
    private final EmbeddedChannel server = new EmbeddedChannel();

    @AfterEach
    void leavesNothingBehind() {
        assertThat(client.finish()).isFalse();
        assertThat(server.finish()).isFalse();
    }

    @Test
    void carriesMessagesOnceTheHandshakeIsDone() {
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
    void countsTheBytesOfTheChunkStreamAndNotThoseOfTheHandshake() {
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
        ByteCounter atClient = client.pipeline().get(ByteCounter.class);
        ByteCounter atServer = server.pipeline().get(ByteCounter.class);

        // Window Acknowledgement Size from either end
        assertThat(atClient.received()).isEqualTo(12 + 4);
        assertThat(atClient.written()).isEqualTo(12 + 4);
        assertThat(atServer.received()).isEqualTo(12 + 4);
        assertThat(atServer.written()).isEqualTo(12 + 4);
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
