package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.multiconnection.CountedBuffers;
import io.multiconnection.FuzzInput;
import io.multiconnection.rtmp.HandshakeDigest.Signer;
import io.multiconnection.rtmp.HandshakeHandler.Done;
import io.multiconnection.rtmp.HandshakeHandler.Form;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Input: the role, the number of bytes per read, then the bytes of the peer. */
class HandshakeFuzzTest {

    private static final int BLOCK_BYTES = HandshakeDigest.BLOCK_BYTES;

    private static final List<Form> FORMS = List.of(Form.values());

    private final CountedBuffers buffers = new CountedBuffers();

    /** Events of the next handler: the end of the handshake, errors, and the bytes after it. */
    private static final class Seen extends ChannelInboundHandlerAdapter {

        private final List<String> events = new ArrayList<>();
        private final StringBuilder bytes = new StringBuilder();

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Done) {
                events.add(event.toString());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf read = (ByteBuf) message;
            bytes.append(HexFormat.of().formatHex(bytes(read)));
            read.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            assertThat(cause).isInstanceOf(RtmpProtocolException.class);
            events.add(String.valueOf(cause.getMessage()));
        }

        private static byte[] bytes(ByteBuf buffer) {
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.getBytes(buffer.readerIndex(), bytes);
            return bytes;
        }

        private List<String> outcome() {
            List<String> all = new ArrayList<>(events);
            all.add(bytes.toString());
            return all;
        }
    }

    static Stream<byte[]> handshakes() {
        List<byte[]> seeds = new ArrayList<>();
        for (int role = 0; role < 4; role++) {
            seeds.add(FuzzInput.of(wire(block(), 3), role, 100));
            for (int scheme = 0; scheme < 2; scheme++) {
                byte[] block = block();
                HandshakeDigest.sign(block, scheme, role == 0 ? Signer.CLIENT : Signer.SERVER);
                seeds.add(FuzzInput.of(wire(block, 3), role, 255));
            }
        }
        seeds.add(FuzzInput.of(wire(block(), 'H'), 0, 9));
        return seeds.stream();
    }

    /** Returns the version, the block, an answer and a few bytes of chunks. */
    private static byte[] wire(byte[] block, int version) {
        byte[] wire = new byte[1 + 2 * BLOCK_BYTES + 5];
        wire[0] = (byte) version;
        System.arraycopy(block, 0, wire, 1, BLOCK_BYTES);
        return wire;
    }

    private static byte[] block() {
        byte[] block = new byte[BLOCK_BYTES];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (7 * i + 3);
        }
        block[4] = 10; // version of a program that signs its block
        return block;
    }

    @MethodSource("handshakes")
    @FuzzTest
    void endsTheSameWayHoweverBytesArrive(byte[] data) {
        FuzzInput input = new FuzzInput(data);
        int role = input.choice(1 + FORMS.size());
        int piece = 1 + input.choice(256);
        byte[] wire = input.rest();

        assertThat(outcome(role, wire, piece))
                .isEqualTo(outcome(role, wire, Math.max(1, wire.length)));
        buffers.assertAllReleased();
    }

    private List<String> outcome(int role, byte[] wire, int piece) {
        Seen seen = new Seen();
        EmbeddedChannel channel =
                buffers.channel(role == 0 ? HandshakeHandler.server() : client(role - 1), seen);
        buffers.writeInPieces(channel, wire, piece);
        channel.finishAndReleaseAll();
        return seen.outcome();
    }

    private static HandshakeHandler client(int form) {
        return HandshakeHandler.client(FORMS.get(form));
    }
}
