package io.multiconnection.relay;

import io.multiconnection.media.FrameRole;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Output of a {@link FailoverPlayer}: gives the frames of all sources continuous timestamps, and
 * drops video before the first keyframe.
 */
final class FrameOutput {

    private final FailoverListener listener;
    private final ContinuousTimestamps timestamps = new ContinuousTimestamps();
    private long lastFrameAtNanos;
    private boolean keyframe;

    FrameOutput(FailoverListener listener) {
        this.listener = listener;
    }

    /** Starts the gap that ends with the first frame. */
    void start() {
        lastFrameAtNanos = System.nanoTime();
    }

    /** Returns the milliseconds since the last frame, or since the start if there was none. */
    long gapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastFrameAtNanos);
    }

    /** Returns the server's timestamp of the last frame, in milliseconds. */
    int position() {
        return timestamps.position();
    }

    /** Announces frames of another source, which has its own clock. */
    void newClock() {
        timestamps.newClock();
    }

    /** Announces frames of the position that the viewer has requested by a seek. */
    void jump() {
        timestamps.jump();
    }

    /**
     * Forwards the frames with which playback starts, all with the timestamp of the last one.
     *
     * @param isOpen whether the listener still wants frames; checked before each
     */
    void begin(int source, List<RelayFrame> frames, BooleanSupplier isOpen) {
        RelayFrame first = frames.getLast();
        keyframe = first.role() == FrameRole.KEYFRAME;
        lastFrameAtNanos = System.nanoTime();
        int timestamp = timestamps.at(first);
        for (RelayFrame frame : frames) {
            if (isOpen.getAsBoolean()) {
                listener.onFrame(source, frame, timestamp);
            }
        }
    }

    /**
     * Forwards a frame. Video before the first keyframe is dropped, as playback may start with
     * audio.
     */
    void next(int source, RelayFrame frame) {
        FrameRole role = frame.role();
        keyframe |= role == FrameRole.KEYFRAME;
        if (role == FrameRole.VIDEO && !keyframe) {
            return;
        }
        if (role.isMedia()) {
            lastFrameAtNanos = System.nanoTime();
        }
        listener.onFrame(source, frame, timestamps.at(frame));
    }
}
