package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.multiconnection.CountedBuffers;
import io.multiconnection.FuzzInput;
import io.multiconnection.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Input: the number of bytes per read, then the bytes of a connection after its handshake. */
class RtmpFuzzTest {

    private static final int MAX_PIECE = 200;

    private final CountedBuffers buffers = new CountedBuffers();

    /** Messages, and the error after them, which is empty if there is none. */
    private record Outcome(List<RtmpMessage> messages, String failure) {

        void release() {
            messages.forEach(RtmpMessage::release);
        }
    }

    static Stream<byte[]> vectors() {
        return ChunkVector.all().map(vector -> FuzzInput.of(Hex.bytes(vector.chunks()), 6));
    }

    @MethodSource("vectors")
    @FuzzTest
    void readsTheSameMessagesHoweverBytesArrive(byte[] data) {
        FuzzInput input = new FuzzInput(data);
        int piece = 1 + input.choice(MAX_PIECE);
        byte[] wire = input.rest();

        Outcome whole = read(wire, Math.max(1, wire.length));
        Outcome cut = read(wire, piece);
        assertThat(cut.equals(whole)).as("%s and %s", cut, whole).isTrue();
        cut.release();

        // The first write may change how values are encoded, later ones may not.
        Outcome first = read(write(whole), 4096);
        assertThat(first.failure()).isEmpty();
        assertThat(first.messages())
                .hasSize((int) whole.messages().stream().filter(RtmpFuzzTest::isWhole).count());
        Outcome second = read(write(first), 4096);
        assertThat(second.equals(first)).as("%s and %s", second, first).isTrue();
        whole.release();
        first.release();
        second.release();
        buffers.assertAllReleased();
    }

    private static boolean isWhole(RtmpMessage message) {
        return Readability.is(message.payload());
    }

    private Outcome read(byte[] wire, int piece) {
        EmbeddedChannel channel =
                buffers.channel(
                        new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                        new MessageDecoder(RtmpLimits.DEFAULT));
        List<RtmpMessage> messages = new ArrayList<>();
        String failure = "";
        for (int at = 0; at < wire.length; at += piece) {
            int count = Math.min(piece, wire.length - at);
            boolean isOver = !failure.isEmpty();
            try {
                channel.writeInbound(buffers.allocator().buffer(count).writeBytes(wire, at, count));
            } catch (RtmpProtocolException e) {
                // Chunks after an invalid message may fail as well: only the first error counts.
                failure = isOver ? failure : String.valueOf(e.getMessage());
            }
            for (RtmpMessage m = channel.readInbound(); m != null; m = channel.readInbound()) {
                assertThat(isOver).as("message %s after the error", m).isFalse();
                messages.add(m);
            }
        }
        channel.finishAndReleaseAll();
        return new Outcome(messages, failure);
    }

    /** Returns the chunks of these messages, which the caller still owns. */
    private byte[] write(Outcome outcome) {
        RtmpMemory memory = RtmpMemory.unlimited();
        EmbeddedChannel channel =
                buffers.channel(
                        new ChunkEncoder(4096),
                        new MessageEncoder(
                                memory, new ChunkDecoder(RtmpLimits.DEFAULT, memory), 4096));
        ByteBuf wire = buffers.allocator().buffer();
        for (RtmpMessage message : outcome.messages()) {
            if (isWhole(message)) {
                message.retain();
                channel.writeOutbound(message);
            }
        }
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            wire.writeBytes(part);
            part.release();
        }
        channel.finishAndReleaseAll();
        byte[] bytes = new byte[wire.readableBytes()];
        wire.readBytes(bytes);
        wire.release();
        return bytes;
    }
}
