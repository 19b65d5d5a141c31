package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDecoderTest {

    /**
     * Limits low enough to be exceeded: messages of 1000 bytes, chunks of 4096 bytes, 3 chunk
     * streams, and 2 open messages of 1500 bytes together.
     */
    private static final RtmpLimits SMALL =
            new RtmpLimits(new ChunkLimits(1000, 4096, 3, 2, 1500), 1, 1, AmfLimits.DEFAULT);

    private EmbeddedChannel channel =
            new EmbeddedChannel(new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()));

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.multiconnection.rtmp.ChunkVector#all")
    void readsVector(ChunkVector vector) {
        channel.writeInbound(vector.wire());

        assertThat(messages()).isEqualTo(vector.messages());
    }

    @ParameterizedTest
    @MethodSource("io.multiconnection.rtmp.ChunkVector#all")
    void readsMessageSplitAtAnyByte(ChunkVector vector) {
        for (int piece : new int[] {1, 2, 3, 5, 16}) {
            EmbeddedChannel cut =
                    new EmbeddedChannel(
                            new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()));
            write(cut, vector.wire(), piece);
            assertThat(messages(cut)).as("pieces of %d", piece).isEqualTo(vector.messages());
            assertThat(cut.finish()).isFalse();
        }
    }

    /**
     * Peer that does not repeat the extended timestamp. The last chunk is shorter than a timestamp.
     */
    @Test
    void completesMessageWithoutRepeatedTimestamp() {
        channel.writeInbound(
                hex(
                        "02 000000 000004 01 00000000 00000002 | 05 ffffff 000003 09 01000000"
                                + " 01000000"),
                hex("b1b2 | c5 b3"));

        assertThat(messages()).extracting(ChunkVector.Message::body).containsExactly("b1b2b3");
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, 'chunk size 0, expected 1..2147483647'",
        "80000000, 'chunk size 2147483648, expected 1..2147483647'"
    })
    void rejectsChunkSizeOutOfRange(String size, String error) {
        assertFails("02 000000 000004 01 00000000" + size, error);
    }

    @Test
    void rejectsTruncatedSetChunkSize() {
        assertFails(
                "02 000000 000003 01 00000000 000010",
                "Set Chunk Size with 3 bytes left, expected 4");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void rejectsChunkStreamThatBeginsWithoutFullHeader(int fmt) {
        assertFails(
                fmt == 2 ? "84 000000 af" : "c4 af",
                "chunk format " + fmt + " begins chunk stream 4, expected 0");
    }

    @ParameterizedTest
    @CsvSource({
        "04 000000 000004 08 01000000, 4, 0",
        "44 000000 000004 08, 4, 1",
        "44 000000 000001 08, 1, 1",
        "44 000000 FFFFFF 08, 16777215, 1"
    })
    void rejectsChangeOfLengthWithinMessage(String header, int length, int fmt) {
        assertFails(
                "02 000000 000004 01 00000000 00000002"
                        + "04 000000 000003 08 01000000 a1a2 |"
                        + header
                        + "a3",
                "length %d in chunk format %d within a message of chunk stream 4, expected 3"
                        .formatted(length, fmt));
    }

    @Test
    void rejectsOversizedMessageFromItsHeader() {
        assertFails("04 000000 FFFFFF 09 01000000", "message of 16777215 bytes, limit 8388608");
    }

    @Test
    void rejectsChunkSizeLargerThanLimit() {
        use(SMALL);
        assertFails("02 000000 000004 01 00000000 00001001", "chunk size 4097, limit 4096");
    }

    @Test
    void rejectsMoreChunkStreamsThanLimit() {
        use(SMALL);
        assertFails(
                "04 000000 000000 08 01000000 | 05 000000 000000 08 01000000"
                        + "06 000000 000000 08 01000000 | 07 000000 000000 08 01000000",
                "chunk stream 7 is one more than the limit of 3");
    }

    @Test
    void rejectsMoreOpenMessagesThanLimit() {
        use(SMALL);
        String chunk = "00".repeat(128);
        assertFails(
                ("04 000000 000081 09 01000000" + chunk)
                        + ("05 000000 000081 09 01000000" + chunk)
                        + ("06 000000 000081 09 01000000" + chunk),
                "3 messages begun and not complete, limit 2");
    }

    @Test
    void rejectsMoreBytesOfOpenMessagesThanLimit() {
        use(SMALL);
        String chunk = "00".repeat(900);
        assertFails(
                "02 000000 000004 01 00000000 00000384"
                        + ("04 000000 0003e8 09 01000000" + chunk)
                        + ("05 000000 0003e8 09 01000000" + chunk),
                "1800 bytes of incomplete messages, limit 1500");
    }

    @Test
    void countsOnlyOpenMessages() {
        use(SMALL);
        for (int i = 0; i < 10; i++) {
            channel.writeInbound(hex("04 000000 0003e8 09 01000000" + "00".repeat(128)));
            for (int left = 1000 - 128; left > 0; left -= 128) {
                channel.writeInbound(hex("c4" + "00".repeat(Math.min(left, 128))));
            }
        }
        assertThat(messages()).hasSize(10);
    }

    /** Announces 64 messages of 8 MiB and sends one byte of each. */
    @Test
    void allocatesForReceivedBytesNotForAnnouncedLength() {
        UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true);
        channel.config().setAllocator(alloc);
        long before = alloc.metric().usedDirectMemory();

        channel.writeInbound(hex("02 000000 000004 01 00000000 00000001"));
        for (int id = 0; id < ChunkLimits.DEFAULT.maxOpenMessages(); id++) {
            channel.writeInbound(hex("00 %02x 000000 800000 09 01000000 00".formatted(id)));
        }

        assertThat(alloc.metric().usedDirectMemory() - before).isLessThan(64 * 1024);
    }

    @Test
    void releasesOpenMessagesWhenTheChannelCloses() {
        channel.writeInbound(hex("04 000000 000080 08 01000000 a1a2a3"));

        assertThat(channel.finish()).isFalse();
    }

    private void use(RtmpLimits limits) {
        channel.finish();
        channel = new EmbeddedChannel(new ChunkDecoder(limits, RtmpMemory.unlimited()));
    }

    private void assertFails(String wire, String error) {
        assertThatThrownBy(() -> channel.writeInbound(hex(wire)))
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessage(error);
        // All later bytes are skipped, whether valid or not.
        channel.inboundMessages().clear();
        channel.writeInbound(hex("04 000000 000001 08 01000000 a1 | ff ff ff"));
        assertThat(channel.inboundMessages()).isEmpty();
    }

    private List<ChunkVector.Message> messages() {
        return messages(channel);
    }

    private static List<ChunkVector.Message> messages(EmbeddedChannel channel) {
        return Stream.generate(() -> channel.<RawMessage>readInbound())
                .takeWhile(Objects::nonNull)
                .map(ChunkVector.Message::of)
                .toList();
    }

    private static void write(EmbeddedChannel channel, ByteBuf wire, int piece) {
        while (wire.isReadable()) {
            channel.writeInbound(wire.readBytes(Math.min(piece, wire.readableBytes())));
        }
        wire.release();
    }
}
