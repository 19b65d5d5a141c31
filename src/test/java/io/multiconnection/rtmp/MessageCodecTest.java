package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Hex;
import io.multiconnection.Vectors;
import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth.LimitType;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.Release;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.RequestRemove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.PingResponse;
import io.multiconnection.rtmp.UserControl.SetBufferLength;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.multiconnection.rtmp.UserControl.StreamDry;
import io.multiconnection.rtmp.UserControl.StreamEof;
import io.multiconnection.rtmp.UserControl.StreamIsRecorded;
import io.multiconnection.rtmp.UserControl.UnknownEvent;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Message bodies both ways, against vectors/messages.json. */
class MessageCodecTest {

    /**
     * @param read whether the body is only read: peers may write so, we do not
     */
    record Vector(String name, String meaning, boolean read, int typeId, String body) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final AmfValue X = new AmfNumber(1);

    /** What the vectors mean; made anew each time, because some carry buffers. */
    private static final Map<String, Supplier<MessagePayload>> MEANINGS =
            Map.ofEntries(
                    entry("acknowledgement", () -> new Acknowledgement(-1048576)),
                    entry("stream begin", () -> new StreamBegin(1)),
                    entry("stream eof", () -> new StreamEof(1)),
                    entry("stream dry", () -> new StreamDry(1)),
                    entry("set buffer length", () -> new SetBufferLength(1, 3000)),
                    entry("stream is recorded", () -> new StreamIsRecorded(1)),
                    entry("ping request", () -> new PingRequest(4096)),
                    entry("ping response", () -> new PingResponse(4096)),
                    entry("buffer ready", () -> new UnknownEvent(32, hex("00000001"))),
                    entry("swf verification", () -> new UnknownEvent(26, hex(""))),
                    entry(
                            "window acknowledgement size",
                            () -> new WindowAcknowledgementSize(2500000)),
                    entry(
                            "peer bandwidth, hard",
                            () -> new SetPeerBandwidth(2500000, LimitType.HARD)),
                    entry(
                            "peer bandwidth, soft",
                            () -> new SetPeerBandwidth(2500000, LimitType.SOFT)),
                    entry(
                            "peer bandwidth, dynamic",
                            () -> new SetPeerBandwidth(2500000, LimitType.DYNAMIC)),
                    entry("audio", () -> new Audio(hex("af012110"))),
                    entry("audio of nothing", () -> new Audio(hex(""))),
                    entry("video", () -> new Video(hex("170100000000000001"))),
                    entry("command", () -> command("createStream", 2)),
                    entry(
                            "command with arguments",
                            () -> command("publish", 0, text("cam"), text("live"))),
                    entry(
                            "command of AMF3",
                            () ->
                                    new Command(
                                            "add",
                                            3,
                                            AmfNull.NULL,
                                            List.of(new AmfNumber(1.5), new AmfInteger(2)),
                                            AmfEncoding.AMF3)),
                    entry("command of a name alone", () -> command("onFCPublish", 0)),
                    entry("command without its object", () -> command("onBWDone", 0)),
                    entry(
                            "data",
                            () ->
                                    data(
                                            text("onMetaData"),
                                            AmfObject.of("width", new AmfNumber(640)))),
                    entry(
                            "data of AMF3",
                            () ->
                                    new Data(
                                            List.of(
                                                    text("tell"),
                                                    AmfObject.of("a", new AmfBoolean(true))),
                                            AmfEncoding.AMF3)),
                    entry("data of nothing", () -> data()),
                    entry("data without a name", () -> data(new AmfNumber(1.5))),
                    entry(
                            "aggregate",
                            () -> new Aggregate(hex("0800000200000000000000af010000000d"))),
                    entry("unknown", () -> new Unknown(99, hex("0102"))),
                    entry("shared object: use", () -> sharedObject(0, false, new Use())),
                    entry(
                            "shared object: joined",
                            () ->
                                    sharedObject(
                                            7,
                                            true,
                                            new UseSuccess(),
                                            new Clear(),
                                            new Change("x", X),
                                            new Change("y", new AmfBoolean(true)))),
                    entry(
                            "shared object: all other events",
                            () ->
                                    sharedObject(
                                            1,
                                            false,
                                            new Release(),
                                            new RequestChange("x", AmfNull.NULL),
                                            new Success("x"),
                                            new SendMessage("hi", List.of(new AmfNumber(1.5))),
                                            new Status("c", "error"),
                                            new Remove("x"),
                                            new RequestRemove("x"))),
                    entry(
                            "shared object of AMF3",
                            () ->
                                    new SharedObjectMessage(
                                            "so",
                                            1,
                                            false,
                                            List.of(new Change("x", new AmfInteger(1))),
                                            AmfEncoding.AMF3)),
                    entry(
                            "shared object: a change of two slots",
                            () ->
                                    sharedObject(
                                            1,
                                            false,
                                            new Change("x", X),
                                            new Change("y", new AmfBoolean(true)))),
                    entry(
                            "shared object: an event type that does not exist",
                            () -> sharedObject(1, false, new Clear())));

    private final EmbeddedChannel channel =
            new EmbeddedChannel(
                    new MessageDecoder(RtmpLimits.DEFAULT),
                    new MessageEncoder(
                            RtmpMemory.unlimited(),
                            new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                            128));

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    static Stream<Vector> vectors() {
        return Vectors.read("messages.json", Vector.class).stream();
    }

    static Stream<Vector> written() {
        return vectors().filter(vector -> !vector.read());
    }

    @Test
    void everyVectorHasItsMeaning() {
        assertThat(vectors().map(Vector::name))
                .containsExactlyInAnyOrderElementsOf(MEANINGS.keySet());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void reads(Vector vector) {
        channel.writeInbound(new RawMessage(40, vector.typeId(), 1, hex(vector.body())));

        RtmpMessage read = channel.readInbound();
        RtmpMessage expected = new RtmpMessage(40, 1, MEANINGS.get(vector.name()).get());
        assertThat(read).isEqualTo(expected);
        read.release();
        expected.release();
    }

    @ParameterizedTest
    @MethodSource("written")
    void writes(Vector vector) {
        channel.writeOutbound(new RtmpMessage(40, 1, MEANINGS.get(vector.name()).get()));

        RawMessage written = channel.readOutbound();
        assertThat(Hex.hex(written.body())).isEqualTo(vector.body().replaceAll("[ |]", ""));
        assertThat(written.typeId()).isEqualTo(vector.typeId());
        assertThat(written.timestamp()).isEqualTo(40);
        assertThat(written.messageStreamId()).isEqualTo(1);
        written.release();
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
    void saysWhyItCannotReadAMessageAndReadsTheNext(int typeId, String body, String why) {
        channel.writeInbound(new RawMessage(40, typeId, 1, hex(body)));
        channel.writeInbound(new RawMessage(0, MessageType.ACKNOWLEDGEMENT, 0, hex("00000001")));

        assertThat(channel.<RtmpMessage>readInbound())
                .isEqualTo(
                        new RtmpMessage(
                                40, 1, new Unreadable(typeId, new UnreadableReason(why, why))));
        assertThat(channel.<RtmpMessage>readInbound())
                .isEqualTo(RtmpMessage.of(new Acknowledgement(1)));
    }

    /** Peers send all of them, and FFmpeg and librtmp go on; none changes how chunks are read. */
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
    void saysWhichEventItCannotRead(String event, int type, String slot, String why) {
        String header = "0002 736f 00000001 00000000 00000000";
        channel.writeInbound(new RawMessage(40, 19, 1, hex(header + "08 00000000" + event)));

        assertThat(channel.<RtmpMessage>readInbound().payload())
                .isEqualTo(
                        sharedObject(
                                1,
                                false,
                                new Clear(),
                                new Malformed(type, slot, new UnreadableReason(why, why))));
    }

    @ParameterizedTest
    @ValueSource(ints = {MessageType.SET_CHUNK_SIZE, MessageType.ABORT})
    void refusesADamagedMessageThatChangesTheFraming(int typeId) {
        RawMessage raw = new RawMessage(0, typeId, 0, hex("0000"));

        assertThatThrownBy(() -> channel.writeInbound(raw))
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessageContaining("2 bytes left, expected 4");
    }

    @Test
    void refusesValuesBeyondTheLimit() {
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
    void dropsWhatComesAfterAFailure() {
        RawMessage first = new RawMessage(0, MessageType.ABORT, 0, hex("ff"));
        assertThatThrownBy(() -> channel.writeInbound(first)).hasMessageContaining("Abort");

        RawMessage next = new RawMessage(0, MessageType.AUDIO, 1, hex("af"));
        channel.writeInbound(next);

        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(next.refCnt()).isZero();
    }

    @Test
    void refusesMoreSharedObjectEventsThanTheLimit() {
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

    @Test
    void dataIsNamedByItsFirstString() {
        assertThat(data(text("onMetaData"), X).name()).isEqualTo("onMetaData");
        assertThat(data(X).name()).isEmpty();
        assertThat(data().name()).isEmpty();
    }

    @Test
    void failsTheWriteOfWhatCannotBeSaidAndNoOther() {
        Data unsayable = data(AmfObject.of("x".repeat(65536), X));

        ChannelFuture failed = channel.writeAndFlush(RtmpMessage.of(unsayable));
        channel.writeOutbound(RtmpMessage.of(new Acknowledgement(1)));

        assertThat(failed.cause()).isInstanceOf(AmfException.class);
        RawMessage next = channel.readOutbound();
        assertThat(next.typeId()).isEqualTo(MessageType.ACKNOWLEDGEMENT);
        next.release();
    }

    @Test
    void mediaKeepsItsBuffer() {
        RtmpMessage message = new RtmpMessage(0, 1, new Audio(hex("af")));

        channel.writeOutbound(message);

        RawMessage written = channel.readOutbound();
        assertThat(written.body()).isSameAs(message.payload().body());
        written.release();
        assertThat(message.refCnt()).isZero();
    }

    private static Command command(String name, double transactionId, AmfValue... arguments) {
        return new Command(name, transactionId, AmfNull.NULL, List.of(arguments), AmfEncoding.AMF0);
    }

    private static Data data(AmfValue... values) {
        return new Data(List.of(values), AmfEncoding.AMF0);
    }

    private static SharedObjectMessage sharedObject(
            int version, boolean persistent, SharedObjectEvent... events) {
        return new SharedObjectMessage(
                "so", version, persistent, List.of(events), AmfEncoding.AMF0);
    }

    private static AmfString text(String value) {
        return new AmfString(value);
    }
}
