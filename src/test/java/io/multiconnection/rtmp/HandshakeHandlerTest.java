package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Hex;
import io.multiconnection.rtmp.HandshakeHandler.Done;
import io.multiconnection.rtmp.HandshakeHandler.Form;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeHandlerTest {

    private static final int BLOCK_BYTES = 1536;

    private final List<Object> clientSaw = new ArrayList<>();
    private final List<Object> serverSaw = new ArrayList<>();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final EmbeddedChannel server = channel(HandshakeHandler.server(), serverSaw);

    @AfterEach
    void leavesNothingBehind() {
        channels.forEach(EmbeddedChannel::releaseOutbound);
        assertThat(channels).noneMatch(EmbeddedChannel::finish);
    }

    @ParameterizedTest
    @EnumSource
    void completesHandshakeOfClientAndServer(Form form) {
        EmbeddedChannel client = client(form);

        exchange(client, 10_000);

        Done done = new Done(form != Form.PLAIN);
        assertThat(clientSaw).containsExactly(done);
        assertThat(serverSaw).containsExactly(done);
        assertThat(client.pipeline().get(HandshakeHandler.class)).isNull();
        assertThat(server.pipeline().get(HandshakeHandler.class)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1536})
    void completesHandshakeSplitAtAnyByte(int piece) {
        exchange(client(Form.DIGEST_0), piece);

        assertThat(clientSaw).containsExactly(new Done(true));
        assertThat(serverSaw).containsExactly(new Done(true));
    }

    @Test
    void forwardsEarlyBytesAfterHandshake() {
        EmbeddedChannel client = client(Form.PLAIN);

        client.writeInbound(
                Unpooled.wrappedBuffer(
                        new byte[] {3}, new byte[2 * BLOCK_BYTES], Hex.bytes("0123")));
        client.writeInbound(Hex.hex("45"));

        assertThat(clientSaw).containsExactly(new Done(false), "0123", "45");
    }

    /** nginx-rtmp and Node-Media-Server send the client's block back as their own. */
    @Test
    void acceptsItsOwnBlockAsBlockOfServer() {
        EmbeddedChannel client = client(Form.DIGEST_0);
        ByteBuf hello = client.readOutbound();
        ByteBuf block = hello.copy(1, BLOCK_BYTES);

        client.writeInbound(hello, block);

        assertThat(clientSaw).containsExactly(new Done(false));
    }

    @Test
    void echoesBlockAsPlainAnswer() {
        EmbeddedChannel client = client(Form.PLAIN);
        client.releaseOutbound();
        ByteBuf hello = Unpooled.buffer(1 + BLOCK_BYTES).writeByte(3);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            hello.writeByte(i);
        }
        byte[] block = new byte[BLOCK_BYTES];
        hello.getBytes(1, block);

        client.writeInbound(hello);

        ByteBuf answer = client.readOutbound();
        assertThat(Hex.hex(answer)).isEqualTo(Hex.hex(Unpooled.wrappedBuffer(block)));
        answer.release();
    }

    /** Red5 signs its block for every client. A plain client ignores the digest. */
    @Test
    void ignoresDigestsAsPlainClient() {
        server.writeInbound(client(Form.DIGEST_0).<ByteBuf>readOutbound());
        EmbeddedChannel client = client(Form.PLAIN);

        client.writeInbound(server.<ByteBuf>readOutbound());
        client.writeInbound(server.<ByteBuf>readOutbound());

        assertThat(clientSaw).containsExactly(new Done(false));
    }

    @Test
    void treatsBlockWithVersionAndNoDigestAsPlain() {
        server.writeInbound(
                Unpooled.buffer().writeByte(3).writeInt(0).writeInt(0x09007C02).writeZero(1528));
        server.writeInbound(Unpooled.buffer().writeZero(BLOCK_BYTES));

        assertThat(serverSaw).containsExactly(new Done(false));
        ByteBuf hello = server.readOutbound();
        assertThat(hello.getInt(5)).as("version of the program").isZero();
        hello.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 6, 31})
    void answersAnyVersionWithThree(int version) {
        server.writeInbound(Unpooled.buffer().writeByte(version).writeZero(BLOCK_BYTES));

        ByteBuf hello = server.readOutbound();
        assertThat(hello.getByte(0)).isEqualTo((byte) 3);
        hello.release();
    }

    @Test
    void rejectsOtherProtocolAtFirstByte() {
        EmbeddedChannel client = client(Form.PLAIN);

        assertThatThrownBy(() -> client.writeInbound(Hex.hex("48")))
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessage("handshake of version 72, expected 3");

        client.writeInbound(Unpooled.buffer().writeZero(5000));
        assertThat(clientSaw).isEmpty();
    }

    @Test
    void sendsNothingAsServerBeforeBlockOfClient() {
        assertThat(server.outboundMessages()).isEmpty();
        server.writeInbound(Unpooled.buffer().writeByte(3).writeZero(BLOCK_BYTES - 1));
        assertThat(server.outboundMessages()).isEmpty();
    }

    private EmbeddedChannel client(Form form) {
        return channel(HandshakeHandler.client(form), clientSaw);
    }

    private void exchange(EmbeddedChannel client, int piece) {
        while (move(client, server, piece) || move(server, client, piece)) {}
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to, int piece) {
        ByteBuf bytes = from.readOutbound();
        if (bytes == null) {
            return false;
        }
        while (bytes.isReadable()) {
            to.writeInbound(bytes.readBytes(Math.min(piece, bytes.readableBytes())));
        }
        bytes.release();
        return true;
    }

    private EmbeddedChannel channel(ChannelHandler handshake, List<Object> saw) {
        EmbeddedChannel channel = new EmbeddedChannel(handshake, new Recorder(saw));
        channels.add(channel);
        return channel;
    }

    private static final class Recorder extends ChannelInboundHandlerAdapter {

        private final List<Object> saw;

        Recorder(List<Object> saw) {
            this.saw = saw;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            saw.add(event);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            saw.add(Hex.hex(bytes));
            bytes.release();
        }
    }
}
