package io.multiconnection.rtmp.client;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.StreamEof;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Routing of server messages to streams, by message stream id and content.
 *
 * <p>Tests list streams in the order of their ids, starting at 1. The server has accepted {@code
 * publish} and {@code play}; it has not yet answered {@code publish?} and {@code play?}.
 */
class StatusRoutingTest implements NetConnectionListener {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<RtmpClientException> lost = new ArrayList<>();
    private final NetConnection connection =
            new NetConnection(channel, RtmpLimits.DEFAULT, RtmpMemory.unlimited(), this, lost::add);
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void addHandler() {
        channel.pipeline()
                .addLast(new NetConnectionHandler(connection, () -> {}, RtmpLimits.DEFAULT));
    }

    @AfterEach
    void leavesNothingBehind() {
        assertThat(lost).isEmpty();
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // on its own stream
                "publish?             | 1 | status | NetStream.Publish.Start        | 1",
                "publish publish?     | 2 | status | NetStream.Publish.Start        | 2",
                "publish              | 1 | error  | NetStream.Publish.BadName      | 1",
                "play play?           | 1 | status | NetStream.Play.Start           | 1",
                "play play?           | 1 | error  | NetStream.Play.StreamNotFound  | 1",
                "publish publish?     | 1 | error  | NetStream.Publish.BadName      | 1",
                "publish              | 1 | status | NetStream.Publish.Start        | 1",
                "publish play         | 2 | error  | NetStream.Failed               | 2",
                "publish play         | 1 | error  | ''                             | 1",
                // on stream 0, as ZLMediaKit sends it
                "publish?             | 0 | status | NetStream.Publish.Start        | 1",
                "publish?             | 0 | error  | NetStream.Publish.BadName      | 1",
                "publish?             | 0 | error  | NetStream.Publish.BadAuth      | 1",
                "play?                | 0 | status | NetStream.Play.Reset           | 1",
                "play?                | 0 | status | NetStream.Play.Start           | 1",
                "play?                | 0 | error  | NetStream.Play.StreamNotFound  | 1",
                "play                 | 0 | status | NetStream.Play.UnpublishNotify | 1",
                "play                 | 0 | status | NetStream.Pause.Notify         | 1",
                "publish              | 0 | error  | NetStream.Publish.Failed       | 1",
                "publish              | 0 | error  | NetStream.Publish.BadName      | 1",
                "publish              | 0 | status | NetStream.Unpublish.Success    | 1",
                "publish              | 0 | status | NetStream.Record.Start         | 1",
                "play?                | 0 | error  | NetStream.Failed               | 1",
                "publish? play?       | 0 | status | NetStream.Publish.Start        | 1",
                "publish? play?       | 0 | status | NetStream.Play.Start           | 2",
                "publish play         | 0 | status | NetStream.Play.Stop            | 2",
                "publish publish?     | 0 | status | NetStream.Publish.Start        | 2",
                "publish publish?     | 0 | error  | NetStream.Publish.BadName      | 2",
                "play? play           | 0 | status | NetStream.Play.Start           | 1",
                "play? play           | 0 | status | NetStream.Play.UnpublishNotify | 2",
                "play play?           | 0 | error  | NetStream.Play.StreamNotFound  | 2",
                // on the other stream
                "publish? play        | 2 | status | NetStream.Publish.Start        | 1",
                "publish play?        | 1 | status | NetStream.Play.Start           | 2",
                "publish play?        | 1 | error  | NetStream.Play.StreamNotFound  | 2",
                "publish play         | 1 | status | NetStream.Play.Stop            | 2",
                "publish publish?     | 1 | status | NetStream.Publish.Start        | 2",
                // several candidates, or none
                "publish? publish?    | 0 | status | NetStream.Publish.Start        | connection",
                "play? play?          | 0 | error  | NetStream.Play.StreamNotFound  | connection",
                "play play?           | 0 | error  | NetStream.Play.Failed          | connection",
                "publish play         | 0 | error  | NetStream.Failed               | connection",
                "play play publish    | 3 | error  | NetStream.Play.Failed          | connection",
                "publish              | 0 | error  | NetStream.Play.StreamNotFound  | connection",
                "publish              | 0 | status | NetConnection.Call.BadVersion  | connection",
                "publish              | 0 | error  | ''                             | connection",
                "publish              | 9 | status | NetStream.Unpublish.Success    | connection",
                "play                 | 9 | error  | NetStream.Play.Failed          | connection"
            })
    void deliversStatusToOnlyMatchingStream(
            String streams, int id, String level, String code, String reached) {
        open(streams);

        receive(id, status(level, code));

        assertThat(events)
                .filteredOn(it -> !it.endsWith("failed"))
                .containsExactly(reached + " " + code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "publish? | NetStream.Publish.Start | true",
                "play?    | NetStream.Play.Start    | false"
            })
    void startsStreamOnAnswerOfStreamZero(String streams, String code, boolean publishes) {
        List<NetStream> opened = open(streams);

        receive(0, status("status", code));

        assertThat(opened.getFirst().isPublishing()).isEqualTo(publishes);
        assertThat(opened.getFirst().isPlaying()).isEqualTo(!publishes);
    }

    @ParameterizedTest
    @CsvSource({
        "NetStream.Record.Stop, 1",
        "NetStream.Unpublish.Success, 1",
        "NetConnection.Connect.AppShutdown, connection"
    })
    void deliversLateStatusToClosedPublishedStream(String code, String reached) {
        open("publish play").forEach(NetStream::close);

        receive(1, status("status", code));
        receive(2, status("status", "NetStream.Play.Stop"));

        assertThat(events).containsExactly(reached + " " + code, "connection NetStream.Play.Stop");
    }

    @Test
    void deliversStatusToStreamWithReusedId() {
        open("publish").getFirst().close();
        open("publish");

        receive(1, status("status", "NetStream.Record.Start"));

        assertThat(events).containsExactly("1 NetStream.Record.Start");
    }

    @Test
    void endsOnlyAffectedStreamOnErrorOfStreamZero() {
        List<NetStream> opened = open("publish play?");

        receive(0, status("error", "NetStream.Play.StreamNotFound"));

        assertThat(opened.get(0).isPublishing()).isTrue();
        assertThat(events).contains("2 failed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "play          | 1 | 1",
                "play          | 0 | 1",
                "play?         | 0 | 1",
                "publish play  | 0 | 2",
                "publish play  | 1 | 2",
                "publish play? | 1 | 2",
                "play play     | 0 | ''",
                "publish       | 0 | ''",
                "publish       | 1 | ''",
                "play          | 9 | ''"
            })
    void deliversMediaToOnlyPlayingStream(String streams, int id, String reached) {
        open(streams);

        receive(id, new Audio(hex("af01")));
        receive(id, new Video(hex("1701")));

        assertThat(events)
                .isEqualTo(
                        reached.isEmpty()
                                ? List.of()
                                : List.of(reached + " Audio", reached + " Video"));
    }

    @ParameterizedTest
    @CsvSource({
        "onMetaData,1 Data",
        "@setDataFrame,1 Data",
        "|RtmpSampleAccess,1 Data",
        "onCuePoint,1 Data",
        "notice,connection notice"
    })
    void deliversDataOfStreamZeroToPlayingStream(String handler, String reached) {
        open("play");

        receive(0, new Data(List.of(new AmfString(handler)), AmfEncoding.AMF0));

        assertThat(events).containsExactly(reached);
    }

    /** ZLMediaKit answers every createStream with stream id 1. */
    @Test
    void supportsStreamsWithSameId() {
        List<NetStream> opened = new ArrayList<>();
        opened.add(open("publish?", 1));
        opened.add(open("play?", 1));

        receive(0, status("status", "NetStream.Publish.Start"));
        receive(1, status("status", "NetStream.Play.Start"));
        receive(1, new Audio(hex("af01")));
        channel.writeInbound(RtmpMessage.of(new StreamEof(1)));
        assertThat(opened.get(0).isPublishing()).isTrue();
        assertThat(opened.get(1).isPlaying()).isTrue();
        assertThat(events).contains("1 NetStream.Publish.Start", "1 NetStream.Play.Start");
        assertThat(events).contains("1 Audio", "1 eof");

        opened.get(1).close();
        assertThat(opened.get(0).isPublishing()).isTrue();
    }

    private List<NetStream> open(String streams) {
        List<NetStream> opened = new ArrayList<>();
        for (String stream : List.of(streams.split(" ", -1))) {
            opened.add(open(stream, opened.size() + 1));
        }
        events.clear();
        return opened;
    }

    private NetStream open(String stream, int id) {
        boolean isPublish = stream.startsWith("publish");
        NetStream opened = connection.newStream(new Listener(id));
        (isPublish ? opened.publish("cam", "live") : opened.play(PlayRequest.live("cam")))
                .subscribe()
                .with(_ -> {}, _ -> events.add(id + " failed"));
        receive(0, new Command("_result", lastCall(), AmfNull.NULL, number(id), AmfEncoding.AMF0));
        if (!stream.endsWith("?")) {
            receive(
                    id,
                    status(
                            "status",
                            "NetStream.%s.Start".formatted(isPublish ? "Publish" : "Play")));
        }
        return opened;
    }

    /** Returns the transaction id of createStream. */
    private double lastCall() {
        double id = 0;
        for (Object sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            if (sent instanceof RtmpMessage message
                    && message.payload() instanceof Command command
                    && command.name().equals("createStream")) {
                id = command.transactionId();
            }
        }
        return id;
    }

    private static List<AmfValue> number(int id) {
        return List.of(new AmfNumber(id));
    }

    private static Command status(String level, String code) {
        AmfObject info =
                new AmfObject(AmfTraits.ANONYMOUS, NetStatus.of(level, code, "words").info());
        return new Command("onStatus", 0, AmfNull.NULL, List.of(info), AmfEncoding.AMF0);
    }

    private void receive(int messageStreamId, MessagePayload payload) {
        channel.writeInbound(new RtmpMessage(0, messageStreamId, payload));
    }

    @Override
    public void onStatus(NetStatus status) {
        events.add("connection " + status.code());
    }

    @Override
    public void onData(String handler, List<AmfValue> arguments) {
        events.add("connection " + handler);
    }

    @Override
    public void onLost(RtmpClientException fault) {
        lost.add(fault);
    }

    private final class Listener implements NetStream.Listener {

        private final int id;

        Listener(int id) {
            this.id = id;
        }

        @Override
        public void onStatus(NetStatus status) {
            events.add(id + " " + status.code());
        }

        @Override
        public void onEnded(RtmpClientException fault) {
            assertThat(fault.text()).startsWith("the server ended the stream");
        }

        @Override
        public void onMessage(RtmpMessage message) {
            events.add(id + " " + message.payload().getClass().getSimpleName());
        }

        @Override
        public void onStreamEof() {
            events.add(id + " eof");
        }
    }
}
