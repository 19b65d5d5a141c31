package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Hex;
import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkEncoderTest {

    private EmbeddedChannel channel = encoder(SetChunkSize.INITIAL_SIZE);

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.multiconnection.rtmp.ChunkVector#written")
    void writesVector(ChunkVector vector) {
        if (vector.chunkSize() > 0) {
            channel = encoder(vector.chunkSize());
        }
        for (ChunkVector.Message message : vector.messages()) {
            channel.writeOutbound(message.toRaw());
        }

        assertThat(written()).isEqualTo(vector.chunks().replaceAll("[ |]", ""));
    }

    @Test
    void announcesItsChunkSizeOnce() {
        channel = encoder(65536);

        channel.writeOutbound(audio(0, 1, "a1"));
        assertThat(written())
                .isEqualTo(
                        hex(
                                "02 000000 000004 01 00000000 00010000 04 000000 000001 08 01000000"
                                        + " a1"));

        channel.writeOutbound(audio(0, 1, "a2"));
        assertThat(written()).isEqualTo(hex("44 000000 000001 08 a2"));
    }

    @Test
    void appliesItsOwnSetChunkSizeFromNextMessage() {
        channel = encoder(3);
        channel.writeOutbound(audio(0, 1, "a1a2a3a4"));
        // Set Chunk Size itself takes two chunks. The second one still has the old size.
        channel.writeOutbound(
                new RawMessage(0, MessageType.SET_CHUNK_SIZE, 0, Hex.hex("00000002")));
        channel.writeOutbound(audio(0, 1, "b1b2b3b4"));

        assertThat(written())
                .isEqualTo(
                        hex(
                                "02 000000 000004 01 00000000 00000003"
                                        + "04 000000 000004 08 01000000 a1a2a3 c4 a4"
                                        + "42 000000 000004 01 000000 c2 02"
                                        + "44 000000 000004 08 b1b2 c4 b3b4"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void rejectsChunkSizeOutOfRange(int chunkSize) {
        assertThatThrownBy(() -> new ChunkEncoder(chunkSize))
                .isInstanceOf(RtmpProtocolException.class);
    }

    /** A header of format 1 with an extended delta is legal, but some servers misread it. */
    @Test
    void writesFullHeaderForLargeTimestampDelta() {
        channel.writeOutbound(
                audio(0, 1, "a1"), audio(0xFFFFFE, 1, "a2"), audio(0x1FFFFFD, 1, "a3"));

        assertThat(written())
                .isEqualTo(
                        hex(
                                "04 000000 000001 08 01000000 a1"
                                        + "44 fffffe 000001 08 a2"
                                        + "04 ffffff 000001 08 01000000 01fffffd a3"));
    }

    @Test
    void keepsChunkStreamIdsInOneByteForManyMessageStreams() {
        for (int round = 0; round < 2; round++) {
            for (int stream = 1; stream <= 20; stream++) {
                channel.writeOutbound(audio(0, stream, "af"));
            }
        }

        EmbeddedChannel decoder =
                new EmbeddedChannel(new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()));
        for (ByteBuf bytes = channel.readOutbound();
                bytes != null;
                bytes = channel.readOutbound()) {
            decoder.writeInbound(bytes);
        }
        for (int i = 0; i < 40; i++) {
            assertThat(ChunkVector.Message.of(decoder.readInbound()))
                    .isEqualTo(new ChunkVector.Message(0, 8, 1 + i % 20, "af"));
        }
        assertThat(decoder.finish()).isFalse();
    }

    @Test
    void forwardsObjectsOtherThanMessages() {
        channel.writeOutbound(Hex.hex("00"));

        assertThat(written()).isEqualTo("00");
    }

    @Test
    void completesThePromiseWhenTheWholeMessageIsWritten() {
        ChannelFuture written = channel.write(audio(0, 1, "00".repeat(5000)));
        assertThat(written.isDone()).isFalse();

        channel.flush();

        assertThat(written.isSuccess()).isTrue();
        assertThat(channel.outboundMessages()).hasSize(2 * 40);
        channel.releaseOutbound();
    }

    /** A header has 3 bytes for the length. A longer message would be read as a short one. */
    @Test
    void rejectsMessageLongerThanHeaderCanExpress() {
        RawMessage tooLong = new RawMessage(0, MessageType.VIDEO, 1, zeros(0x1000000));

        ChannelFuture refused = channel.writeAndFlush(tooLong);

        assertThat(refused.cause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("message of 16777216 bytes, expected at most 16777215");
        assertThat(tooLong.refCnt()).isZero();
        channel.writeOutbound(audio(0, 1, "a1"));
        assertThat(written()).isEqualTo(hex("04 000000 000001 08 01000000 a1"));
    }

    @Test
    void writesTheLongestMessage() {
        channel = encoder(Integer.MAX_VALUE);

        channel.writeOutbound(new RawMessage(0, MessageType.VIDEO, 1, zeros(0xFFFFFF)));

        assertThat(written())
                .startsWith(
                        hex("02 000000 000004 01 00000000 7fffffff 05 000000 ffffff 09 01000000"));
    }

    @Test
    void releasesTheMessageWhenTheChannelIsClosed() {
        channel.close();
        RawMessage message = audio(0, 1, "00".repeat(300));

        ChannelFuture written = channel.writeAndFlush(message);

        assertThat(written.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(message.refCnt()).isZero();
        channel.checkException();
    }

    private static EmbeddedChannel encoder(int chunkSize) {
        return new EmbeddedChannel(new ChunkEncoder(chunkSize));
    }

    private static RawMessage audio(int timestamp, int messageStreamId, String body) {
        return new RawMessage(timestamp, MessageType.AUDIO, messageStreamId, Hex.hex(body));
    }

    private static ByteBuf zeros(int bytes) {
        return Unpooled.directBuffer(bytes).writeZero(bytes);
    }

    private static String hex(String digits) {
        return digits.replace(" ", "");
    }

    private String written() {
        CompositeByteBuf all = Unpooled.compositeBuffer();
        for (ByteBuf bytes = channel.readOutbound();
                bytes != null;
                bytes = channel.readOutbound()) {
            all.addComponent(true, bytes);
        }
        String hex = Hex.hex(all);
        all.release();
        return hex;
    }
}
