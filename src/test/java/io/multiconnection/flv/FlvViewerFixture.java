package io.multiconnection.flv;

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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Viewer with an output, a clock and media that the test controls. */
abstract class FlvViewerFixture {

    /** Signature of an FLV file. */
    private static final int FLV = 'F' << 16 | 'L' << 8 | 'V';

    static final int MAX_BYTES = 100_000;
    static final int VIDEO_FRAME_BYTES = 10_000;

    final Socket socket = new Socket();
    final TestTransport transport = new TestTransport();
    final EmbeddedChannel channel = new EmbeddedChannel();
    final MemoryBudget memory = MemoryBudget.unlimited();
    FlvViewer viewer = viewer(true, true);

    /** Stops the clock, which only tests advance. */
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

    /** Opens the response after the wait for a second track. */
    void open() {
        passMillis(FlvViewer.SECOND_TRACK_MILLIS);
        assertThat(transport.opened).isTrue();
        transport.listener().onOpen(socket);
    }

    void passMillis(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    void pass(int seconds) {
        for (int passed = 0; passed < seconds; passed += FlvSendQueue.CHECK_SECONDS) {
            channel.advanceTimeBy(FlvSendQueue.CHECK_SECONDS, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    FlvViewer viewer(boolean audio, boolean video) {
        return new FlvViewer(
                transport,
                audio,
                video,
                MAX_BYTES,
                PlayMetrics.NONE,
                memory,
                "192.0.2.1",
                channel.eventLoop());
    }

    /** Sends a frame in a turn of the event loop of its own. */
    void send(int timestamp, MessagePayload payload) {
        arrive(timestamp, payload);
        channel.runPendingTasks();
    }

    void arrive(int timestamp, MessagePayload payload) {
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

    static Video videoFrame(String type) {
        return video(type + "01000000" + "00".repeat(VIDEO_FRAME_BYTES));
    }

    static Audio audio(String body) {
        return new Audio(hex(body));
    }

    static final class TestTransport implements FlvTransport {

        /** Output that the response begins with; otherwise the test calls the listener. */
        @Nullable Socket socket;

        boolean opened;
        private FlvOutput.@Nullable Listener listener;
        @Nullable FlvRefusal refusal;
        boolean ended;
        boolean dropped;
        Runnable onDrop = () -> {};

        @Override
        public void open(FlvOutput.Listener opening) {
            opened = true;
            listener = opening;
            if (socket != null) {
                opening.onOpen(socket);
            }
        }

        FlvOutput.Listener listener() {
            return Objects.requireNonNull(listener);
        }

        @Override
        public void refuse(FlvRefusal reason) {
            refusal = reason;
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

    /** Output that takes everything until the test makes it full. */
    static final class Socket implements FlvOutput {

        final ByteBuf bytes = Unpooled.buffer();
        int writes;
        boolean full;

        /** Makes the viewer stop reading. */
        boolean stuck;

        final List<Runnable> unread = new ArrayList<>();

        /** Returns the header's flags, and the type and timestamp of each tag. */
        String kinds() {
            StringBuilder kinds = new StringBuilder();
            int at = 0;
            if (bytes.readableBytes() > 2 && bytes.getMedium(0) == FLV) {
                kinds.append("FLV").append(bytes.getByte(4));
                at = 13;
            }
            while (at < bytes.readableBytes()) {
                kinds.append(kinds.isEmpty() ? "" : " ")
                        .append(bytes.getByte(at))
                        .append('@')
                        .append(bytes.getMedium(at + 4));
                at += 15 + bytes.getMedium(at + 1);
            }
            return kinds.toString();
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void write(ByteBuf data, Runnable done) {
            bytes.writeBytes(data);
            writes++;
            if (stuck) {
                unread.add(done);
            } else {
                done.run();
            }
        }
    }
}
