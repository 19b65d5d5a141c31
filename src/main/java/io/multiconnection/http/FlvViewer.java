package io.multiconnection.http;

import io.multiconnection.media.FlvWriter;
import io.multiconnection.relay.Frame;
import io.multiconnection.relay.Gate;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.Player;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One who watches a live stream as FLV. What is not read yet waits here, as views of bytes that all
 * viewers share, and the socket is given little at a time; who reads too slowly loses video up to
 * the next keyframe. Lives on the event loop of its connection.
 */
final class FlvViewer implements Player.Listener {

    /** The way to the viewer. */
    interface Way {

        /** There is a stream: leads it to {@link #opened}, at once or later. */
        void open(FlvViewer viewer);

        /** Whether metadata and other script data of a source may be passed on. */
        default boolean passesData(int source) {
            return true;
        }

        /** There is none. */
        void refuse(Map<Integer, RtmpFault> faults);

        /** There will be none. */
        void refuse(Refusal refusal);

        /** The stream is over; everything was written. */
        void end();
    }

    /** What the socket is given beforehand. */
    private static final int SOCKET_BYTES = 128 << 10;

    private final Way way;
    private final boolean audio;
    private final boolean video;
    private final Gate gate;
    private final List<Frame> beginning = new ArrayList<>();
    private final Deque<Buffer> queue = new ArrayDeque<>();
    private long waiting;
    private boolean begun;
    private boolean over;
    private @Nullable WriteStream<Buffer> out;

    /**
     * A viewer who has nothing yet.
     *
     * @param audio whether sound is wanted
     * @param video whether the picture is wanted
     * @param maxBytes what may wait for the viewer to read
     */
    FlvViewer(Way way, boolean audio, boolean video, int maxBytes, PlayMetrics metrics) {
        this.way = way;
        this.audio = audio;
        this.video = video;
        this.gate = new Gate(maxBytes, metrics, this::write);
        gate.receiveAudio(audio);
        gate.receiveVideo(video);
    }

    @Override
    public void onStatus(int source, NetStatus status) {}

    @Override
    public void onStart(int source) {}

    @Override
    public void onFailover(int from, int to, long gapMillis) {}

    @Override
    public void onFrame(int source, Frame frame, int timestamp) {
        if (frame.role().isData() && !way.passesData(source)) {
            return;
        }
        if (begun) {
            gate.offer(frame, timestamp, waiting);
            return;
        }
        beginning.add(frame);
        if (frame.role().isMedia()) {
            begun = true;
            way.open(this);
            enqueue(header());
            beginning.forEach(first -> gate.offer(first, timestamp, waiting));
            beginning.clear();
        }
    }

    /** Says what players are to prepare for: what there is, and what there will be. */
    private Buffer header() {
        return Buffer.buffer(
                FlvWriter.header(
                        audio && beginning.stream().anyMatch(Frame::tellsOfAudio),
                        video && beginning.stream().anyMatch(Frame::tellsOfVideo)));
    }

    private void write(Frame frame, int timestamp) {
        enqueue(VertxInternals.buffer(frame.flv(timestamp)));
    }

    private void enqueue(Buffer bytes) {
        queue.add(bytes);
        waiting += bytes.length();
        flush();
    }

    /** From now on there is somewhere to write to. */
    void opened(WriteStream<Buffer> stream) {
        out = stream.setWriteQueueMaxSize(SOCKET_BYTES);
        stream.drainHandler(_ -> flush());
        flush();
    }

    private void flush() {
        WriteStream<Buffer> stream = out;
        while (stream != null && !queue.isEmpty() && (over || !stream.writeQueueFull())) {
            Buffer next = queue.remove();
            waiting -= next.length();
            stream.write(next);
        }
        if (over && stream != null) {
            out = null;
            way.end();
        }
    }

    @Override
    public void onFailed(Map<Integer, RtmpFault> faults) {
        if (begun) {
            end();
        } else {
            over = true;
            way.refuse(faults);
        }
    }

    /** Nothing comes any more: the gateway shuts down, or no server has the stream. */
    void end() {
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
