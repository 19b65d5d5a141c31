package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Hex;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth.LimitType;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.multiconnection.rtmp.UserControl.UnknownEvent;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Message bodies that do not match their type, or exceed a limit. */
class UnreadableBodyTest {

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new MessageDecoder(RtmpLimits.DEFAULT));

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "15; 03; 'AMF3 message of format 3, expected 0'",
                "17; ''; 'AMF3 message with 0 bytes left, expected 1'",
                "18; ff; 'AMF0 marker 0xff, expected 0x00..0x11, before byte 1'",
                "20; 05; 'command without a name, expected a string'",
                "20; 02 0001 61 05; 'command without a transaction id, expected a number'",
                "16; 01; 'AMF3 message of format 1, expected 0'",
                "19; 0002; 'name in a shared object message cut off after 2 bytes'",
                "19; 00; 'name in a shared object message cut off after 1 bytes'",
                "19; 0000 00000000; 'shared object header with 4 bytes left, expected 12'",
            })
    void reportsUnreadableMessageAndReadsTheNext(int typeId, String body, String why) {
        channel.writeInbound(new RawMessage(40, typeId, 1, hex(body)));
        channel.writeInbound(new RawMessage(0, MessageType.ACKNOWLEDGEMENT, 0, hex("00000001")));

        assertThat(channel.<RtmpMessage>readInbound())
                .isEqualTo(
                        new RtmpMessage(
                                40, 1, new Unreadable(typeId, new UnreadableReason(why, why))));
        assertThat(channel.<RtmpMessage>readInbound())
                .isEqualTo(RtmpMessage.of(new Acknowledgement(1)));
    }

    /** Peers send all of these; FFmpeg and librtmp ignore them. None changes the framing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3; ''",
                "3; 000000",
                "4; ''",
                "4; 00",
                "4; 0000",
                "4; 0001 000000",
                "4; 0002 00",
                "4; 0003 00000001",
                "4; 0004",
                "4; 0006 0000",
                "4; 0007",
                "5; ''",
                "5; 000000",
                "6; ''",
                "6; 00000000",
                "6; 00000000 03",
                "6; 00000000 ff"
            })
    void ignoresControlMessageThatCannotBeRead(int typeId, String body) {
        channel.writeInbound(new RawMessage(9, typeId, 1, hex(body)));
        channel.writeInbound(new RawMessage(9, MessageType.AUDIO, 1, hex("af01")));

        RtmpMessage ignored = channel.readInbound();
        assertThat(ignored.payload()).isInstanceOf(Unreadable.class);
        RtmpMessage next = channel.readInbound();
        assertThat(next.payload()).isInstanceOf(Audio.class);
        next.release();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3; 00000001 ffff",
                "4; 0000 00000001 ff",
                "5; 00000001 00",
                "6; 00000001 00 7f"
            })
    void ignoresBytesAfterControlMessage(int typeId, String body) {
        channel.writeInbound(new RawMessage(0, typeId, 0, hex(body)));

        RtmpMessage message = channel.readInbound();
        assertThat(message.payload())
                .isEqualTo(
                        switch (typeId) {
                            case MessageType.ACKNOWLEDGEMENT -> new Acknowledgement(1);
                            case MessageType.USER_CONTROL -> new StreamBegin(1);
                            case MessageType.SET_PEER_BANDWIDTH ->
                                    new SetPeerBandwidth(1, LimitType.HARD);
                            default -> new WindowAcknowledgementSize(1);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ff", "00000001", "0000000100000002ff"})
    void readsUnknownUserControlEventOfAnyLength(String data) {
        channel.writeInbound(new RawMessage(0, MessageType.USER_CONTROL, 0, hex("0008" + data)));

        RtmpMessage message = channel.readInbound();
        assertThat(message.payload()).isInstanceOf(UnknownEvent.class);
        assertThat(Hex.hex(message.payload().body())).isEqualTo(data);
        message.release();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "01; 1; ''; 'shared object event with 1 bytes left, expected 5'",
                "01 80000000; 1; '';"
                        + "'shared object event of 2147483648 bytes, expected at most the 0 that"
                        + " follow'",
                "04 00000009 0001 78 00; 4; x;"
                        + "'shared object event of 9 bytes, expected at most the 4 that follow'",
                "04 00000002 0009; 4; ''; name in a shared object message cut off after 2 bytes",
                "06 00000001 05; 6; '';"
                        + "'shared object message without a handler, expected a string'",
                "06 00000001 02; 6; ''; 'truncated: 2 bytes expected, 0 left, before byte 27'",
            })
    void reportsUnreadableSharedObjectEvent(String event, int type, String slot, String why) {
        String header = "0002 736f 00000001 00000000 00000000";
        channel.writeInbound(new RawMessage(40, 19, 1, hex(header + "08 00000000" + event)));

        assertThat(channel.<RtmpMessage>readInbound().payload())
                .isEqualTo(
                        new SharedObjectMessage(
                                "so",
                                1,
                                false,
                                List.of(
                                        new Clear(),
                                        new Malformed(type, slot, new UnreadableReason(why, why))),
                                AmfEncoding.AMF0));
    }

    @ParameterizedTest
    @ValueSource(ints = {MessageType.SET_CHUNK_SIZE, MessageType.ABORT})
    void rejectsDamagedMessageThatChangesTheFraming(int typeId) {
        RawMessage raw = new RawMessage(0, typeId, 0, hex("0000"));

        assertThatThrownBy(() -> channel.writeInbound(raw))
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessageContaining("2 bytes left, expected 4");
    }

    @Test
    void rejectsValuesBeyondLimit() {
        RtmpLimits limits =
                new RtmpLimits(
                        new ChunkLimits(1000, 4096, 3, 2, 1500),
                        2,
                        1,
                        new AmfLimits(1, 100, 100, 1000));
        EmbeddedChannel small = new EmbeddedChannel(new MessageDecoder(limits));
        // an object in an object
        RawMessage raw = new RawMessage(0, 18, 0, hex("03 0001 61 03 000009 000009"));

        assertThatThrownBy(() -> small.writeInbound(raw))
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessageStartingWith("message of type 18: ");
        assertThat(small.finish()).isFalse();
    }

    @Test
    void dropsMessagesAfterFailure() {
        RawMessage first = new RawMessage(0, MessageType.ABORT, 0, hex("ff"));
        assertThatThrownBy(() -> channel.writeInbound(first)).hasMessageContaining("Abort");

        RawMessage next = new RawMessage(0, MessageType.AUDIO, 1, hex("af"));
        channel.writeInbound(next);

        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(next.refCnt()).isZero();
    }

    @Test
    void rejectsMoreSharedObjectEventsThanLimit() {
        RtmpLimits limits =
                new RtmpLimits(new ChunkLimits(1000, 4096, 3, 2, 1500), 2, 1, AmfLimits.DEFAULT);
        EmbeddedChannel small = new EmbeddedChannel(new MessageDecoder(limits));
        String header = "0000 00000000 00000000 00000000";
        String clear = "08 00000000";

        small.writeInbound(new RawMessage(0, 19, 0, hex(header + clear + clear)));
        assertThat(small.<RtmpMessage>readInbound()).isNotNull();
        RawMessage over = new RawMessage(0, 19, 0, hex(header + clear + clear + clear));
        assertThatThrownBy(() -> small.writeInbound(over))
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessage("more shared object events than the limit of 2");
        assertThat(small.finish()).isFalse();
    }
}
