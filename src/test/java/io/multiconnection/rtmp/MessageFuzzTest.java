package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.multiconnection.CountedBuffers;
import io.multiconnection.FuzzInput;
import io.multiconnection.Hex;
import io.multiconnection.Vectors;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Input: the type of a message, then its body. */
class MessageFuzzTest {

    private static final int TIMESTAMP = 0x7FFF_FFF0;

    private final CountedBuffers buffers = new CountedBuffers();

    static Stream<byte[]> vectors() {
        return Vectors.read("messages.json", MessageCodecTest.Vector.class).stream()
                .map(vector -> FuzzInput.of(Hex.bytes(vector.body()), vector.typeId()));
    }

    @MethodSource("vectors")
    @FuzzTest
    void readsWhatItWritesOfAnythingItReads(byte[] data) {
        FuzzInput input = new FuzzInput(data);
        int typeId = input.choice(256);
        ByteBuf body = buffers.buffer(input.rest());
        try {
            MessagePayload payload = PayloadReader.read(typeId, body, RtmpLimits.DEFAULT);
            assertThat(payload.typeId()).isEqualTo(typeId);
            if (payload instanceof Aggregate aggregate) {
                split(aggregate);
            }
            if (Readability.is(payload)) {
                assertRoundTrip(payload);
            }
            payload.body().release();
        } catch (RtmpProtocolException _) {
            // the body is over a limit, or breaks the framing
        }
        body.release();
        buffers.assertAllReleased();
    }

    private void assertRoundTrip(MessagePayload payload) {
        MessagePayload first = roundTrip(payload);
        MessagePayload second = roundTrip(first);
        assertThat(second.equals(first)).as("%s and %s", second, first).isTrue();
        first.body().release();
        second.body().release();
    }

    private static void split(Aggregate aggregate) {
        try {
            List<RtmpMessage> parts =
                    AggregateReader.read(TIMESTAMP, 1, aggregate, RtmpLimits.DEFAULT);
            parts.forEach(RtmpMessage::release);
        } catch (RtmpProtocolException _) {
            // over a limit
        }
    }

    /** Writes a payload and returns the payload read back; borrows its argument. */
    private MessagePayload roundTrip(MessagePayload payload) {
        payload.body().retain();
        ByteBuf written = PayloadWriter.write(payload, buffers.allocator());
        MessagePayload read = PayloadReader.read(payload.typeId(), written, RtmpLimits.DEFAULT);
        written.release();
        return read;
    }
}
