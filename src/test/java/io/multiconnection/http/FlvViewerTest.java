package io.multiconnection.http;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.relay.Frame;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.RtmpFault;
import io.multiconnection.rtmp.client.RtmpFault.Kind;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlvViewerTest {

    private static final int MAX_BYTES = 100_000;
    private static final int PICTURE_BYTES = 10_000;

    private final Socket socket = new Socket();
    private final TestWay way = new TestWay();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final MemoryBudget memory = MemoryBudget.unlimited();
    private FlvViewer viewer = viewer(true, true);

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void nothingIsSaidBeforeThereIsMedia() {
        send(0, metadata());
        send(0, video("1700000000aa"));
        assertThat(way.opened).isFalse();
        send(40, video("1701000000aa"));
        assertThat(way.opened).isFalse();
        open();
        assertThat(socket.kinds()).isEqualTo("FLV1 18@0 9@40 9@40");
    }

    @ParameterizedTest
    @CsvSource({"true,true,FLV5", "true,false,FLV4", "false,true,FLV1"})
    void theHeaderSaysWhatIsThereAndWanted(boolean audio, boolean video, String header) {
        viewer = viewer(audio, video);
        send(0, audio("af00bb"));
        send(0, video("1701000000aa"));
        send(0, audio("af01bb"));
        assertThat(way.opened).isTrue();
        viewer.opened(socket);
        assertThat(socket.kinds()).startsWith(header);
    }

    /**
     * Words are tags with their times: metadata that promises sound and video, configurations, a
     * keyframe, a sound; {@code +} lets milliseconds pass.
     */
    @ParameterizedTest
    @CsvSource({
        "keyframe@0 sound@20, FLV5 9@0 8@20",
        "sound@0 keyframe@20, FLV5 8@0 9@20",
        "keyframe@0 +900 sound@900, FLV5 9@0 8@900",
        "sound@0 +900 keyframe@900, FLV5 8@0 9@900",
        "keyframe@0 +1000, FLV1 9@0",
        "keyframe@5000 keyframe@6000, FLV1 9@5000 9@6000",
        "sound@0 +1000, FLV4 8@0",
        "sound@0 sound@1000, FLV4 8@0 8@1000",
        "metadata@0 keyframe@0 +1000, FLV1 18@0 9@0",
        "metadata@0 video-config@0 sound@0, FLV4 18@0 9@0 8@0",
        "video-config@0 audio-config@0 keyframe@0 +1000, FLV1 9@0 8@0 9@0",
        "keyframe@0 +1000 sound@1200, FLV1 9@0 8@1200",
        "keyframe@0 audio-config@40 +1000, FLV1 9@0 8@40"
    })
    void headerSaysWhichTracksHaveCome(String words, String expected) {
        for (String word : words.split(" ", -1)) {
            if (word.startsWith("+")) {
                passMillis(Integer.parseInt(word.substring(1)));
            } else {
                int at = word.indexOf('@');
                send(Integer.parseInt(word.substring(at + 1)), named(word.substring(0, at)));
            }
        }
        assertThat(way.opened).isTrue();
        viewer.opened(socket);
        assertThat(socket.kinds()).isEqualTo(expected);
    }

    private static MessagePayload named(String name) {
        return switch (name) {
            case "metadata" ->
                    new Data(
                            List.of(
                                    new AmfString("onMetaData"),
                                    AmfObject.of(
                                            "audiocodecid", new AmfNumber(10),
                                            "videocodecid", new AmfNumber(7))),
                            AmfEncoding.AMF0);
            case "video-config" -> video("1700000000aa");
            case "audio-config" -> audio("af00bb");
            case "keyframe" -> video("1701000000aa");
            case "sound" -> audio("af01aa");
            default -> throw new AssertionError(name);
        };
    }

    @Test
    void waitsForNoTrackThatIsNotWanted() {
        viewer = viewer(false, true);
        send(0, picture("17"));
        assertThat(way.opened).isTrue();
        viewer = viewer(true, false);
        way.opened = false;
        send(0, audio("af01aa"));
        assertThat(way.opened).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true,false,the stream has no audio", "false,true,the stream has no video"})
    void refusesWhereTheTrackThatIsWantedDoesNotCome(boolean audio, boolean video, String text) {
        viewer = viewer(audio, video);
        send(0, audio ? picture("17") : audio("af01aa"));
        passMillis(1000);
        assertThat(way.opened).isFalse();
        assertThat(way.refusedAs).hasMessage(text);
        send(1000, audio ? audio("af01aa") : picture("17"));
        assertThat(way.opened).isFalse();
    }

    @Test
    void handsOverWhatItHasWhereTheStreamEndsBeforeASecondTrackComes() {
        send(0, picture("17"));
        way.socket = socket;
        viewer.onFailed(Map.of(0, new RtmpFault(Kind.LOST, "gone")));
        assertThat(socket.kinds()).isEqualTo("FLV1 9@0");
        assertThat(way.ended).isTrue();
        assertThat(way.refused).isFalse();
    }

    @Test
    void refusesWhereNoMediaComesFromAnyServer() {
        viewer.awaitMedia();
        send(0, metadata());
        send(0, video("1700000000aa"));
        passMillis(FlvViewer.MEDIA_SECONDS * 1000 - 1);
        assertThat(way.refusedAs).isNull();
        passMillis(1);
        assertThat(way.refusedAs).hasMessage("no server has media to begin with in 20 s");
        viewer.gone();
        assertThat(memory.used()).isZero();
    }

    @Test
    void waitsNoLongerOnceThereIsMedia() {
        viewer.awaitMedia();
        send(0, picture("17"));
        open();
        passMillis(FlvViewer.MEDIA_SECONDS * 1000);
        assertThat(way.refusedAs).isNull();
    }

    @Test
    void passesScriptDataOn() {
        send(0, named("keyframe"));
        send(0, named("sound"));
        viewer.opened(socket);
        socket.bytes = Buffer.buffer();
        send(40, data("onTextData"));
        send(80, data("onCuePoint"));
        send(120, metadata());
        assertThat(socket.kinds()).isEqualTo("18@40 18@80 18@0");
        assertThat(socket.bytes.toString(StandardCharsets.ISO_8859_1))
                .containsSubsequence("onTextData", "text", "hello", "onCuePoint", "onMetaData");
    }

    @Test
    void leavesOutScriptDataThatAmf0CannotSay() {
        send(0, named("keyframe"));
        send(0, named("sound"));
        viewer.opened(socket);
        socket.bytes = Buffer.buffer();
        AmfObject longName = AmfObject.of("n".repeat(65_536), new AmfString("hello"));
        send(40, new Data(List.of(new AmfString("onTextData"), longName), AmfEncoding.AMF3));
        assertThat(socket.bytes.length()).isZero();
    }

    private static Data data(String handler) {
        return new Data(
                List.of(new AmfString(handler), AmfObject.of("text", new AmfString("hello"))),
                AmfEncoding.AMF0);
    }

    @Test
    void soundAloneIsSaidToBeSo() {
        send(0, audio("af00bb"));
        send(0, audio("af01aa"));
        open();
        assertThat(socket.kinds()).isEqualTo("FLV4 8@0 8@0");
    }

    @Test
    void whoDoesNotReadHasABoundedQueueAndGoesOnWithAKeyframe() {
        send(0, video("1700000000aa"));
        send(0, picture("17"));
        open();
        socket.full = true;
        for (int i = 1; i <= 100; i++) {
            send(i, picture("27"));
        }
        socket.full = false;
        socket.drained.handle(null);
        long taken = socket.bytes.length();
        assertThat(taken).isBetween(MAX_BYTES / 2L, (long) MAX_BYTES);
        socket.bytes = Buffer.buffer();
        send(200, picture("27"));
        assertThat(socket.bytes.length()).isZero();
        send(240, picture("17"));
        assertThat(socket.kinds()).isEqualTo("9@240");
    }

    @Test
    void keepsOnlyTheLastSetupFramesBeforeThereIsMedia() {
        for (int i = 0; i < 10_000; i++) {
            send(i, metadata());
            send(i, new Data(List.of(new AmfString("onCuePoint")), AmfEncoding.AMF0));
            send(i, video("1700000000aa"));
        }
        assertThat(memory.used()).isLessThan(100_000);
        send(10_000, video("1701000000aa"));
        open();
        assertThat(socket.kinds()).isEqualTo("FLV1 18@0 9@10000 9@10000");
    }

    @Test
    void countsWhatWaitsAndWhatTheSocketHasUntilItIsRead() {
        send(0, picture("17"));
        open();
        socket.stuck = true;
        send(40, picture("27"));
        assertThat(memory.used(MemoryKind.PLAYBACK)).as("in the socket").isGreaterThan(10_000);
        socket.full = true;
        send(80, picture("27"));
        assertThat(memory.used(MemoryKind.PLAYBACK)).as("and here").isGreaterThan(20_000);
        socket.unread.removeFirst().complete();
        socket.stuck = false;
        socket.full = false;
        socket.drained.handle(null);
        assertThat(memory.used(MemoryKind.PLAYBACK)).isZero();
        viewer.gone();
        viewer.gone();
        assertThat(memory.used()).isZero();
    }

    @Test
    void dropsViewerWhoReadsNothingForAMinute() {
        send(0, picture("17"));
        open();
        socket.stuck = true;
        send(40, picture("27"));
        pass(45);
        socket.unread.removeFirst().complete(); // something is read after all
        send(80, picture("27"));
        pass(45);
        assertThat(way.dropped).isFalse();
        pass(30);
        assertThat(way.dropped).isTrue();
        viewer.gone();
        assertThat(memory.used()).isZero();
    }

    @Test
    void keepsViewerForWhomNothingWaits() {
        send(0, picture("17"));
        open();
        pass(600);
        assertThat(way.dropped).isFalse();
        assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(-1);
    }

    /** Opens the answer, for which no second track comes. */
    private void open() {
        passMillis(FlvViewer.SECOND_TRACK_MILLIS);
        assertThat(way.opened).isTrue();
        viewer.opened(socket);
    }

    private void passMillis(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private void pass(int seconds) {
        for (int passed = 0; passed < seconds; passed += FlvViewer.CHECK_SECONDS) {
            channel.advanceTimeBy(FlvViewer.CHECK_SECONDS, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    @Test
    void dropsViewerWhoseEndIsNotReadForAMinute() {
        send(0, picture("17"));
        open();
        socket.stuck = true;
        socket.full = true;
        send(40, picture("27"));
        viewer.end();
        pass(75);
        assertThat(way.ended).isFalse();
        assertThat(way.dropped).isTrue();
    }

    /** As many as one address may have; each may queue 100 KB, 12 MB in all. */
    @Test
    void bounds120ViewersThatBeginAndDoNotRead() {
        MemoryLimits limits = new MemoryLimits(8 << 20, 4 << 20, 1 << 20);
        MemoryBudget small = new MemoryBudget(limits);
        List<FlvViewer> viewers = new ArrayList<>();
        Set<FlvViewer> ended = new HashSet<>();
        for (int i = 0; i < 120; i++) {
            TestWay one = new TestWay();
            FlvViewer unread =
                    new FlvViewer(
                            one,
                            true,
                            true,
                            MAX_BYTES,
                            PlayMetrics.NONE,
                            small,
                            "192.0.2." + i % 4,
                            channel.eventLoop());
            one.onDrop = () -> ended.add(unread);
            viewers.add(unread);
        }
        for (int timestamp = 0; timestamp < 40; timestamp++) {
            for (FlvViewer each : viewers) {
                if (!ended.contains(each)) {
                    viewer = each;
                    send(timestamp, timestamp % 10 == 0 ? picture("17") : picture("27"));
                }
            }
            channel.runPendingTasks();
            ended.forEach(FlvViewer::gone);
            assertThat(small.used()).isLessThanOrEqualTo(limits.total());
        }
        assertThat(ended).as("the largest give way").hasSizeLessThan(60);
        assertThat(small.admits()).as("room for another").isFalse();
        viewers.forEach(FlvViewer::gone);
        assertThat(small.used()).isZero();
        assertThat(small.admits()).isTrue();
    }

    @Test
    void theEndOfTheStreamIsTheEndOfTheAnswer() {
        send(0, picture("17"));
        open();
        socket.full = true;
        send(40, picture("27"));
        viewer.onFailed(Map.of(0, new RtmpFault(Kind.LOST, "gone")));
        assertThat(socket.kinds()).as("the socket is full").isEqualTo("FLV1 9@0");
        assertThat(way.ended).isFalse();
        socket.full = false;
        socket.drained.handle(null);
        assertThat(socket.kinds()).isEqualTo("FLV1 9@0 9@40");
        assertThat(way.ended).isTrue();
    }

    @Test
    void whereThereIsNoStreamItIsRefused() {
        viewer.onFailed(Map.of(0, new RtmpFault(Kind.REFUSED, "no such stream")));
        assertThat(way.refused).isTrue();
        assertThat(way.opened).isFalse();
    }

    @Test
    void aGatewayThatShutsDownEndsTheStreamOrRefusesIt() {
        viewer.end();
        assertThat(way.refusedAs).hasMessage("the gateway shuts down");
        assertThat(way.ended).isFalse();

        viewer = viewer(true, true);
        send(0, picture("17"));
        open();
        viewer.end();
        viewer.onFailed(Map.of());
        assertThat(way.ended).isTrue();
        assertThat(way.refused).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSED,404",
        "TIMEOUT,504",
        "UNREACHABLE,502",
        "DNS,502",
        "ADDRESS_NOT_ALLOWED,403"
    })
    void aFaultIsAStatus(Kind kind, int status) {
        assertThat(Refusal.status(List.of(kind))).isEqualTo(status);
        assertThat(Refusal.status(List.of(kind, Kind.REFUSED))).isEqualTo(404);
    }

    private FlvViewer viewer(boolean audio, boolean video) {
        return new FlvViewer(
                way,
                audio,
                video,
                MAX_BYTES,
                PlayMetrics.NONE,
                memory,
                "192.0.2.1",
                channel.eventLoop());
    }

    private void send(int timestamp, MessagePayload payload) {
        RtmpMessage message = new RtmpMessage(timestamp, 1, payload);
        viewer.onFrame(
                0, Objects.requireNonNull(Frame.of(message, new TagClassifier())), timestamp);
        message.release();
    }

    private static Data metadata() {
        return new Data(
                List.of(
                        new AmfString("onMetaData"),
                        AmfObject.of("audiocodecid", new AmfNumber(10))),
                AmfEncoding.AMF0);
    }

    private static Video video(String body) {
        return new Video(hex(body));
    }

    private static Video picture(String type) {
        return video(type + "01000000" + "00".repeat(PICTURE_BYTES));
    }

    private static Audio audio(String body) {
        return new Audio(hex(body));
    }

    private static final class TestWay implements FlvViewer.Way {

        /** Where the answer goes at once; else the test says when. */
        private @Nullable Socket socket;

        private boolean opened;
        private boolean refused;
        private @Nullable Refusal refusedAs;
        private boolean ended;
        private boolean dropped;
        private Runnable onDrop = () -> {};

        @Override
        public void open(FlvViewer opening) {
            opened = true;
            if (socket != null) {
                opening.opened(socket);
            }
        }

        @Override
        public void refuse(Map<Integer, RtmpFault> faults) {
            refused = true;
        }

        @Override
        public void refuse(Refusal refusal) {
            refusedAs = refusal;
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void drop() {
            dropped = true;
            onDrop.run();
        }
    }

    /** Takes all there is, until the test says that it is full. */
    private static final class Socket implements WriteStream<Buffer> {

        private Buffer bytes = Buffer.buffer();
        private Handler<Void> drained = _ -> {};
        private boolean full;

        /** Stops the viewer from reading. */
        private boolean stuck;

        private final List<Promise<Void>> unread = new ArrayList<>();

        /** The header and the tags that came, with their times. */
        String kinds() {
            StringBuilder kinds = new StringBuilder();
            int at = 0;
            if (bytes.length() > 2 && bytes.getString(0, 3).equals("FLV")) {
                kinds.append("FLV").append(bytes.getByte(4));
                at = 13;
            }
            while (at < bytes.length()) {
                kinds.append(kinds.isEmpty() ? "" : " ")
                        .append(bytes.getByte(at))
                        .append('@')
                        .append(bytes.getMedium(at + 4));
                at += 15 + bytes.getMedium(at + 1);
            }
            return kinds.toString();
        }

        @Override
        public Future<Void> write(Buffer data) {
            bytes.appendBuffer(data);
            Promise<Void> promise = Promise.promise();
            if (stuck) {
                unread.add(promise);
            } else {
                promise.complete();
            }
            return promise.future();
        }

        @Override
        public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
            write(data).onComplete(handler);
        }

        @Override
        public void end(Handler<AsyncResult<Void>> handler) {}

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return full;
        }

        @Override
        public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
            drained = handler;
            return this;
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            return this;
        }
    }
}
