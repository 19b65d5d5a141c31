package io.multiconnection.app;

import io.multiconnection.media.FlvWriter;
import io.multiconnection.media.FrameRole;
import io.multiconnection.media.SetupFrames;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.relay.FailoverListener;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.RelayFrame;
import io.multiconnection.relay.ViewerQueue;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One who watches a live stream as FLV. What is not read yet waits here, as views of bytes that all
 * viewers share, and the socket is given little at a time; who reads too slowly loses video up to
 * the next keyframe, and who reads nothing for a minute is dropped. Lives on the event loop of its
 * connection.
 */
final class FlvViewer implements FailoverListener, SetupFrames.Keeper<RelayFrame> {

    /** The way to the viewer. */
    interface Way {

        /** There is a stream: leads it to {@link #opened}, at once or later. */
        void open(FlvViewer viewer);

        /** Whether metadata and other script data of a source may be passed on. */
        default boolean passesData(int source) {
            return true;
        }

        /** There is none. */
        void refuse(Map<Integer, RtmpClientException> faults);

        /** There will be none. */
        void refuse(HttpRefusalException refusal);

        /** The stream is over; everything was handed to the socket. */
        void end();

        /** Closes the connection at once, whatever waits for the viewer. */
        void drop();
    }

    /**
     * How long the answer waits for the second of audio and video, in milliseconds: of media, and
     * of time. Its header says which of them have come.
     */
    static final int SECOND_TRACK_MILLIS = 1000;

    /** Time for which the answer waits for media of any server. */
    static final int MEDIA_SECONDS = 20;

    /** What the socket is given beforehand. */
    private static final int SOCKET_BYTES = 128 << 10;

    /** Heap of a viewer to whom nothing is sent. */
    private static final int BASE_BYTES = 16 << 10;

    /** Heap of a buffer besides the bytes, with its place in a queue and in that of the socket. */
    private static final int BUFFER_BYTES = 512;

    /** A viewer for whom bytes wait, and who has read none at so many checks, is dropped. */
    private static final int QUIET_CHECKS = 4;

    static final int CHECK_SECONDS = 15;

    private final Way way;
    private final boolean audio;
    private final boolean video;
    private final ViewerQueue gate;
    private final MemoryAccount memory;
    private final EventLoop loop;
    private final SetupFrames<RelayFrame> beginning = new SetupFrames<>(this);
    private final Deque<Buffer> queue = new ArrayDeque<>();
    private long waiting;
    private boolean begun;
    private int begunAt;
    private boolean hasAudio;
    private boolean hasVideo;
    private boolean isOpen;
    private boolean over;
    private boolean gone;
    private int unwritten;
    private int quietChecks;
    private @Nullable ScheduledFuture<?> check;
    private @Nullable ScheduledFuture<?> opening;
    private @Nullable WriteStream<Buffer> out;

    /**
     * A viewer who has nothing yet.
     *
     * @param audio whether sound is wanted
     * @param video whether the picture is wanted
     * @param maxBytes what may wait for the viewer to read
     * @param memory bounds what is held for all viewers together
     * @param address key of the viewer's address
     */
    FlvViewer(
            Way way,
            boolean audio,
            boolean video,
            int maxBytes,
            PlayMetrics metrics,
            MemoryBudget memory,
            @Nullable String address,
            EventLoop loop) {
        this.way = way;
        this.audio = audio;
        this.video = video;
        this.loop = loop;
        this.memory = memory.open(address, loop, _ -> way.drop());
        this.memory.take(MemoryKind.BASE, BASE_BYTES);
        this.gate = new ViewerQueue(maxBytes, metrics, this.memory, this::write);
        gate.receiveAudio(audio);
        gate.receiveVideo(video);
    }

    /** The account of what is held for this viewer; closed by {@link #gone}. */
    MemoryAccount memory() {
        return memory;
    }

    @Override
    public void onStatus(int source, NetStatus status) {}

    @Override
    public void onStart(int source) {}

    @Override
    public void onFailover(int from, int to, long gapMillis) {}

    /** Refuses, unless media comes in time from any server. */
    void awaitMedia() {
        opening = loop.schedule(this::noMedia, MEDIA_SECONDS, TimeUnit.SECONDS);
    }

    private void noMedia() {
        if (!begun && !over) {
            refuse("no server has media to begin with in " + MEDIA_SECONDS + " s");
        }
    }

    private void refuse(String reason) {
        over = true;
        way.refuse(HttpRefusalException.absent(404, reason));
    }

    @Override
    public void onFrame(int source, RelayFrame frame, int timestamp) {
        if (over || (frame.role().isData() && !way.passesData(source))) {
            return;
        }
        if (begun) {
            gate.offer(frame, timestamp, waiting);
            if (frame.role().isMedia() && !isOpen) {
                openIfReady(timestamp);
            }
        } else if (frame.role().isMedia()) {
            begin(frame, timestamp);
        } else if (frame.role().isSetup()) {
            beginning.keep(frame);
        }
    }

    @Override
    public RelayFrame keep(RelayFrame frame) {
        memory.take(MemoryKind.PLAYBACK, frame.heap());
        return frame;
    }

    @Override
    public void drop(RelayFrame frame) {
        memory.give(MemoryKind.PLAYBACK, frame.heap());
    }

    private void begin(RelayFrame media, int timestamp) {
        begun = true;
        begunAt = timestamp;
        cancelOpening();
        List<RelayFrame> frames = new ArrayList<>(beginning.frames());
        frames.add(media);
        frames.forEach(first -> gate.offer(first, timestamp, waiting));
        boolean expectsVideo = frames.stream().anyMatch(RelayFrame::announcesVideo);
        beginning.clear();
        if (expectsVideo && !hasVideo && video) {
            open(); // the player has waited for it already
        } else {
            openIfReady(timestamp);
        }
    }

    /** Opens the answer as soon as all that is wanted has come, or was waited for. */
    private void openIfReady(int timestamp) {
        boolean isComplete = (hasAudio || !audio) && (hasVideo || !video);
        if (isComplete || timestamp - begunAt >= SECOND_TRACK_MILLIS) {
            open();
        } else if (opening == null) {
            opening = loop.schedule(this::open, SECOND_TRACK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void open() {
        cancelOpening();
        if (isOpen || over) {
            return;
        }
        if (!hasAudio && !hasVideo && (audio || video)) {
            refuse("the stream has no " + (video ? "video" : "audio"));
            return;
        }
        isOpen = true;
        Buffer header = Buffer.buffer(FlvWriter.header(hasAudio, hasVideo));
        count(header);
        queue.addFirst(header);
        way.open(this);
    }

    private void cancelOpening() {
        if (opening != null) {
            opening.cancel(false);
            opening = null;
        }
    }

    private void write(RelayFrame frame, int timestamp) {
        if (frame.bytes() == 0) {
            return; // data that AMF0 cannot say
        }
        hasAudio |= frame.role() == FrameRole.AUDIO;
        hasVideo |= frame.role().isMedia() && frame.role().isVideo();
        Buffer tag = VertxInternals.buffer(frame.flv(timestamp));
        count(tag);
        queue.add(tag);
        flush();
        checkLater();
    }

    private void count(Buffer bytes) {
        long cost = cost(bytes);
        memory.take(MemoryKind.PLAYBACK, cost);
        waiting += cost;
        unwritten++;
    }

    private static long cost(Buffer bytes) {
        return (long) BUFFER_BYTES + bytes.length();
    }

    /** From now on there is somewhere to write to. */
    void opened(WriteStream<Buffer> stream) {
        out = stream.setWriteQueueMaxSize(SOCKET_BYTES);
        stream.drainHandler(_ -> flush());
        flush();
    }

    private void flush() {
        WriteStream<Buffer> stream = out;
        while (stream != null && !queue.isEmpty() && !stream.writeQueueFull()) {
            Buffer next = queue.remove();
            long cost = cost(next);
            waiting -= cost;
            stream.write(next).onComplete(_ -> written(cost));
        }
        if (over && stream != null && queue.isEmpty()) {
            out = null;
            way.end();
        }
    }

    /** The viewer has read something, or never will. */
    private void written(long cost) {
        memory.give(MemoryKind.PLAYBACK, cost);
        unwritten--;
        quietChecks = 0;
    }

    private void checkLater() {
        if (check == null && unwritten > 0 && !gone) {
            check = loop.schedule(this::check, CHECK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void check() {
        check = null;
        quietChecks++;
        if (unwritten > 0 && quietChecks >= QUIET_CHECKS) {
            way.drop();
        } else {
            checkLater();
        }
    }

    /** The connection is closed: nothing is held any more. May be called again. */
    void gone() {
        gone = true;
        over = true;
        out = null;
        queue.clear();
        beginning.clear();
        cancelOpening();
        gate.close();
        if (check != null) {
            check.cancel(false);
        }
        memory.close();
    }

    @Override
    public void onComplete(int source, long millis, long bytes) {
        end();
    }

    @Override
    public void onFailed(Map<Integer, RtmpClientException> faults) {
        if (begun) {
            end();
        } else {
            over = true;
            way.refuse(faults);
        }
    }

    /** Nothing comes any more: the gateway shuts down, or no server has the stream. */
    void end() {
        if (begun) {
            open(); // with what there is
        }
        if (over) {
            return;
        }
        over = true;
        if (begun) {
            flush();
        } else {
            way.refuse(Viewers.closing());
        }
    }
}
