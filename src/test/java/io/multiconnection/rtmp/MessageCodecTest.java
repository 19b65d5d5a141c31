package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Hex;
import io.multiconnection.Vectors;
import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfInteger;
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
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Message bodies in both directions, against vectors/messages.json. */
class MessageCodecTest {

    /**
     * Entry of vectors/messages.json.
     *
     * @param read whether the body is for reading only: peers may write it, this codec does not
     */
    record Vector(String name, String meaning, boolean read, int typeId, String body) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final AmfValue X = new AmfNumber(1);

    /** Meanings of the vectors, created for each test because some hold buffers. */
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
    void definesMeaningOfEveryVector() {
        assertThat(vectors().map(Vector::name))
                .containsExactlyInAnyOrderElementsOf(MEANINGS.keySet());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void readsVector(Vector vector) {
        channel.writeInbound(new RawMessage(40, vector.typeId(), 1, hex(vector.body())));

        RtmpMessage read = channel.readInbound();
        RtmpMessage expected = new RtmpMessage(40, 1, MEANINGS.get(vector.name()).get());
        assertThat(read).isEqualTo(expected);
        read.release();
        expected.release();
    }

    @ParameterizedTest
    @MethodSource("written")
    void writesVector(Vector vector) {
        channel.writeOutbound(new RtmpMessage(40, 1, MEANINGS.get(vector.name()).get()));

        RawMessage written = channel.readOutbound();
        assertThat(Hex.hex(written.body())).isEqualTo(vector.body().replaceAll("[ |]", ""));
        assertThat(written.typeId()).isEqualTo(vector.typeId());
        assertThat(written.timestamp()).isEqualTo(40);
        assertThat(written.messageStreamId()).isEqualTo(1);
        written.release();
    }

    @Test
    void namesDataByItsFirstString() {
        assertThat(data(text("onMetaData"), X).name()).isEqualTo("onMetaData");
        assertThat(data(X).name()).isEmpty();
        assertThat(data().name()).isEmpty();
    }

    @Test
    void failsOnlyTheWriteOfAnInexpressibleValue() {
        Data inexpressible = data(AmfObject.of("x".repeat(65536), X));

        ChannelFuture failed = channel.writeAndFlush(RtmpMessage.of(inexpressible));
        channel.writeOutbound(RtmpMessage.of(new Acknowledgement(1)));

        assertThat(failed.cause()).isInstanceOf(AmfException.class);
        RawMessage next = channel.readOutbound();
        assertThat(next.typeId()).isEqualTo(MessageType.ACKNOWLEDGEMENT);
        next.release();
    }

    @Test
    void writesMediaWithoutCopying() {
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
