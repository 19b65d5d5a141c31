package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.Video;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateReaderTest {

    private static final RtmpLimits TWO_PARTS =
            new RtmpLimits(new ChunkLimits(1000, 4096, 3, 2, 1500), 2, 1, AmfLimits.DEFAULT);

    @Test
    void readsTimestampsAndStreamIdOfMessages() {
        Aggregate aggregate =
                new Aggregate(
                        hex(
                                "09 000002 0003e8 00 000000 1701 0000000d"
                                        + "08 000001 0003ff 00 000000 af 0000000c"
                                        + "12 000004 000400 00 000000 02000178 0000000f"));

        List<RtmpMessage> messages = AggregateReader.read(5000, 7, aggregate, RtmpLimits.DEFAULT);

        List<RtmpMessage> expected =
                List.of(
                        new RtmpMessage(5000, 7, new Video(hex("1701"))),
                        new RtmpMessage(5023, 7, new Audio(hex("af"))),
                        new RtmpMessage(
                                5024, 7, new Data(List.of(new AmfString("x")), AmfEncoding.AMF0)));
        assertThat(messages).isEqualTo(expected);
        messages.forEach(RtmpMessage::release);
        expected.forEach(RtmpMessage::release);
        assertThat(aggregate.body().refCnt()).isEqualTo(1);
        aggregate.body().release();
    }

    @Test
    void readsTimestampsOf32Bits() {
        assertThat(timestamps(-1, "08 000000 fffffe 7f 000000 0000000b 08 000000 000001 80 000000"))
                .containsExactly(-1, 2);
    }

    @Test
    void readsEmptyAggregate() {
        assertThat(timestamps(0, "")).isEmpty();
    }

    /** An audio message, then a damaged one. Another one follows only if the framing is intact. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "08 000001 000000 00 0000; 22; false;"
                        + "message of an aggregate with 10 bytes left, expected 11",
                "08 000002 000000 00 000000 af; 22; false;"
                        + "message of an aggregate with 1 bytes left, expected 2",
                "16 000000 000000 00 000000 0000000b; 22; true;"
                        + "'message of type 22 in an aggregate, expected media or values'",
                "01 000000 000000 00 000000 0000000b; 1; true;"
                        + "'message of type 1 in an aggregate, expected media or values'",
                "12 000001 000000 00 000000 ff 0000000c; 18; true;"
                        + "'AMF0 marker 0xff, expected 0x00..0x11, before byte 1'",
            })
    void readsMessagesAroundDamagedMessage(String damage, int typeId, boolean framed, String why) {
        String audio = "08 000001 000000 00 000000 af 0000000c";
        Aggregate aggregate = new Aggregate(hex(audio + damage + (framed ? audio : "")));

        List<RtmpMessage> read = AggregateReader.read(7, 1, aggregate, RtmpLimits.DEFAULT);

        assertThat(read).hasSize(framed ? 3 : 2);
        assertThat(read.get(1).payload())
                .isEqualTo(new Unreadable(typeId, new UnreadableReason(why, why)));
        read.remove(1);
        assertThat(read).allMatch(message -> message.payload() instanceof Audio);
        read.forEach(RtmpMessage::release);
        assertThat(aggregate.body().refCnt()).isEqualTo(1);
        aggregate.body().release();
    }

    @Test
    void rejectsMoreMessagesThanLimit() {
        Aggregate aggregate = new Aggregate(hex("08 000000 000000 00 000000 0000000b".repeat(3)));

        assertThatThrownBy(() -> AggregateReader.read(0, 1, aggregate, TWO_PARTS))
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessage("more messages in an aggregate than the limit of 2");
        aggregate.body().release();
    }

    private static List<Integer> timestamps(int timestamp, String body) {
        Aggregate aggregate = new Aggregate(hex(body));
        List<RtmpMessage> messages =
                AggregateReader.read(timestamp, 1, aggregate, RtmpLimits.DEFAULT);
        messages.forEach(RtmpMessage::release);
        aggregate.body().release();
        return messages.stream().map(RtmpMessage::timestamp).toList();
    }
}
