package io.multiconnection.app;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.RelayFrame;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Viewer over HTTP on a socket that the test controls, with the media that it is sent. */
abstract class FlvViewerFixture {

    static final int MAX_BYTES = 100_000;
    static final int PICTURE_BYTES = 10_000;

    final Socket socket = new Socket();
    final TestWay way = new TestWay();
    final EmbeddedChannel channel = new EmbeddedChannel();
    final MemoryBudget memory = MemoryBudget.unlimited();
    FlvViewer viewer = viewer(true, true);

    /** Time passes only where a test lets it pass. */
    @BeforeEach
    void freezeTime() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.close();
    }

    static MessagePayload named(String name) {
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

    /** Opens the answer, for which no second track comes. */
    void open() {
        passMillis(FlvViewer.SECOND_TRACK_MILLIS);
        assertThat(way.opened).isTrue();
        viewer.opened(socket);
    }

    void passMillis(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    void pass(int seconds) {
        for (int passed = 0; passed < seconds; passed += FlvViewer.CHECK_SECONDS) {
            channel.advanceTimeBy(FlvViewer.CHECK_SECONDS, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    FlvViewer viewer(boolean audio, boolean video) {
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

    void send(int timestamp, MessagePayload payload) {
        RtmpMessage message = new RtmpMessage(timestamp, 1, payload);
        viewer.onFrame(
                0, Objects.requireNonNull(RelayFrame.of(message, new TagClassifier())), timestamp);
        message.release();
    }

    static Data metadata() {
        return new Data(
                List.of(
                        new AmfString("onMetaData"),
                        AmfObject.of("audiocodecid", new AmfNumber(10))),
                AmfEncoding.AMF0);
    }

    static Video video(String body) {
        return new Video(hex(body));
    }

    static Video picture(String type) {
        return video(type + "01000000" + "00".repeat(PICTURE_BYTES));
    }

    static Audio audio(String body) {
        return new Audio(hex(body));
    }

    static final class TestWay implements FlvViewer.Way {

        /** Destination that takes the answer at once; else the test says when. */
        @Nullable Socket socket;

        boolean opened;
        boolean refused;
        @Nullable HttpRefusalException refusedAs;
        boolean ended;
        boolean dropped;
        Runnable onDrop = () -> {};

        @Override
        public void open(FlvViewer opening) {
            opened = true;
            if (socket != null) {
                opening.opened(socket);
            }
        }

        @Override
        public void refuse(Map<Integer, RtmpClientException> faults) {
            refused = true;
        }

        @Override
        public void refuse(HttpRefusalException refusal) {
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
    static final class Socket implements WriteStream<Buffer> {

        Buffer bytes = Buffer.buffer();
        Handler<Void> drained = _ -> {};
        boolean full;

        /** Stops the viewer from reading. */
        boolean stuck;

        final List<Promise<Void>> unread = new ArrayList<>();

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
