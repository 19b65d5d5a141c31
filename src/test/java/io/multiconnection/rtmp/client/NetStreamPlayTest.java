package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.SetBufferLength;
import io.multiconnection.rtmp.UserControl.StreamEof;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages between a playing stream and its server. */
class NetStreamPlayTest implements NetConnectionListener, NetStream.Listener {

    private static final int STREAM = 3;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final NetConnection connection =
            new NetConnection(channel, RtmpLimits.DEFAULT, RtmpMemory.unlimited(), this, _ -> {});
    private final NetStream stream = connection.newStream(this);
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void addHandler() {
        channel.pipeline()
                .addLast(new NetConnectionHandler(connection, () -> {}, RtmpLimits.DEFAULT));
    }

    @AfterEach
    void leavesNothingBehind() {
        channel.finishAndReleaseAll();
    }

    @Test
    void sendsFlashPlayerCommandsBeforePlay() {
        PlayRequest request = new PlayRequest("film", 2.5, 10, true, Duration.ofMillis(700));
        play(request);
        assertThat(nextCommand().name()).isEqualTo("FCSubscribe");
        Command create = nextCommand();
        assertThat(create.name()).isEqualTo("createStream");
        created(create);

        RtmpMessage buffer = channel.readOutbound();
        assertThat(buffer.payload()).isEqualTo(new SetBufferLength(STREAM, 700));
        RtmpMessage play = channel.readOutbound();
        assertThat(play.messageStreamId()).isEqualTo(STREAM);
        assertThat(play.payload())
                .isEqualTo(
                        command(
                                "play",
                                0,
                                new AmfString("film"),
                                new AmfNumber(2500),
                                new AmfNumber(10_000),
                                new AmfBoolean(true)));
    }

    @Test
    void requestsLiveStreamWithStartInMilliseconds() {
        playing();
        assertThat(stream.isPlaying()).isTrue();
        assertThat(stream.isPublishing()).isFalse();
        assertThat(events).containsExactly("NetStream.Play.Start", "started");
    }

    @Test
    void sendsPauseSeekAndReceiveCommandsOnItsStream() {
        playing();
        stream.pause(true, 1200);
        stream.seek(-1);
        stream.receiveAudio(false);
        stream.receiveVideo(true);
        stream.bufferTime(Duration.ofSeconds(1));

        assertThat(nextCommand())
                .isEqualTo(command("pause", 0, new AmfBoolean(true), new AmfNumber(1200)));
        assertThat(nextCommand()).isEqualTo(command("seek", 0, new AmfNumber(4294967295L)));
        assertThat(nextCommand()).isEqualTo(command("receiveAudio", 0, new AmfBoolean(false)));
        assertThat(nextCommand()).isEqualTo(command("receiveVideo", 0, new AmfBoolean(true)));
        RtmpMessage buffer = channel.readOutbound();
        assertThat(buffer.payload()).isEqualTo(new SetBufferLength(STREAM, 1000));
    }

    @Test
    void deliversMediaOfItsStreamAndSplitsAggregates() {
        playing();
        receive(STREAM, 40, new Audio(hex("AF01AA")));
        receive(STREAM, 50, new Video(hex("1701000000")));
        receive(STREAM, 60, new Data(List.of(new AmfString("onCuePoint")), AmfEncoding.AMF0));
        receive(STREAM + 1, 70, new Audio(hex("AF01BB")));
        // two tags, at 1000 and 1020, each followed by its length
        String tags =
                "08 000001 0003E8 00 000000 AF 0000000C 09 000001 0003FC 00 000000 27 0000000C";
        receive(STREAM, 80, new Aggregate(hex(tags.replace(" ", ""))));

        assertThat(events.subList(2, events.size()))
                .containsExactly(
                        "40 Audio af01aa",
                        "50 Video 1701000000",
                        "60 Data ",
                        "80 Audio af",
                        "100 Video 27");
    }

    /** Node-Media-Server 4.4.3 sends played media on stream 0. */
    @Test
    void deliversMediaOfStreamZeroToOnlyPlayingStream() {
        playing();
        receive(0, 40, new Audio(hex("AF01AA")));
        receive(0, 0, new Data(List.of(new AmfString("@setDataFrame")), AmfEncoding.AMF0));
        receive(0, 0, new Data(List.of(new AmfString("notify")), AmfEncoding.AMF0));
        assertThat(events.subList(2, events.size())).containsExactly("40 Audio af01aa", "0 Data ");
    }

    @Test
    void reportsEndOfItsStream() {
        playing();
        channel.writeInbound(RtmpMessage.of(new StreamEof(STREAM + 1)));
        assertThat(events).doesNotContain("eof");
        channel.writeInbound(RtmpMessage.of(new StreamEof(STREAM)));
        assertThat(events).endsWith("eof");
    }

    @Test
    void failsWithReasonOfRefusal() {
        play(PlayRequest.live("film"));
        nextCommand();
        created(nextCommand());
        nextCommand();
        status("error", "NetStream.Play.StreamNotFound", "no such film");
        assertThat(events)
                .containsExactly(
                        "NetStream.Play.StreamNotFound", "failed: play was refused: no such film");
        assertThat(nextCommand().name()).isEqualTo("FCUnsubscribe");
        assertThat(nextCommand()).isEqualTo(command("deleteStream", 4, new AmfNumber(STREAM)));
    }

    @Test
    void keepsPlayingAfterFailedSeek() {
        playing();
        status("error", "NetStream.Seek.InvalidTime", "beyond the end");
        assertThat(stream.isPlaying()).isTrue();
        status("error", "NetStream.Play.Failed", "disk");
        assertThat(events).endsWith("ended: the server ended the stream: disk");
        assertThat(stream.isPlaying()).isFalse();
    }

    @Test
    void treatsDisconnectAfterPlayAsRefusal() {
        play(PlayRequest.live("film"));
        nextCommand();
        created(nextCommand());
        stream.lost(new RtmpClientException(Kind.LOST, "the server closed the connection"));
        assertThat(events)
                .containsExactly(
                        "failed: the server closed the connection in answer to play; many do so"
                                + " where the stream name or key is wrong");
    }

    @Test
    void unsubscribesAndDeletesStreamOnClose() {
        playing();
        stream.close();
        stream.pause(true, 0);
        assertThat(nextCommand().name()).isEqualTo("FCUnsubscribe");
        assertThat(nextCommand().name()).isEqualTo("deleteStream");
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    private void playing() {
        play(PlayRequest.live("film"));
        nextCommand();
        created(nextCommand());
        assertThat(nextCommand())
                .isEqualTo(
                        command(
                                "play",
                                0,
                                new AmfString("film"),
                                new AmfNumber(-1000),
                                new AmfNumber(-1),
                                new AmfBoolean(true)));
        status("status", "NetStream.Play.Start", "Started playing film.");
    }

    private void play(PlayRequest request) {
        stream.play(request)
                .subscribe()
                .with(
                        _ -> events.add("started"),
                        fault -> events.add("failed: " + fault.getMessage()));
    }

    private void created(Command create) {
        receive(0, 0, command("_result", create.transactionId(), new AmfNumber(STREAM)));
    }

    private void status(String level, String code, String description) {
        NetStatus status = NetStatus.of(level, code, description);
        AmfObject info = new AmfObject(AmfTraits.ANONYMOUS, status.info());
        receive(STREAM, 0, command("onStatus", 0, info));
    }

    private void receive(int messageStreamId, int timestamp, MessagePayload payload) {
        channel.writeInbound(new RtmpMessage(timestamp, messageStreamId, payload));
    }

    private Command nextCommand() {
        RtmpMessage message = channel.readOutbound();
        return (Command) message.payload();
    }

    private static Command command(String name, double id, AmfValue... arguments) {
        return new Command(name, id, AmfNull.NULL, List.of(arguments), AmfEncoding.AMF0);
    }

    private static ByteBuf hex(String bytes) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(bytes));
    }

    @Override
    public void onStatus(NetStatus status) {
        events.add(status.code());
    }

    @Override
    public void onEnded(RtmpClientException fault) {
        events.add("ended: " + fault.text());
    }

    @Override
    public void onMessage(RtmpMessage message) {
        events.add(
                message.timestamp()
                        + " "
                        + message.payload().getClass().getSimpleName()
                        + " "
                        + ByteBufUtil.hexDump(message.payload().body()));
    }

    @Override
    public void onStreamEof() {
        events.add("eof");
    }

    @Override
    public void onLost(RtmpClientException fault) {
        events.add("lost: " + fault.text());
    }
}
