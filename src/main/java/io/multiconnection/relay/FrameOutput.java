package io.multiconnection.relay;

import io.multiconnection.media.FrameRole;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Frames of one {@link FailoverPlayer} on their way to its listener, from whatever source they
 * come: they get the viewer's timestamps, and video begins with a keyframe.
 */
final class FrameOutput {

    private final FailoverPlayer.Listener listener;
    private final Timeline timeline = new Timeline();
    private long lastFrameAtNanos;
    private boolean keyframe;

    FrameOutput(FailoverPlayer.Listener listener) {
        this.listener = listener;
    }

    /** Starts the time of a gap before the first frame. */
    void start() {
        lastFrameAtNanos = System.nanoTime();
    }

    /** Returns the time since the last frame, or where there was none, since the start. */
    long gapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastFrameAtNanos);
    }

    /** Returns the server's time of the last frame, in milliseconds. */
    int position() {
        return timeline.position();
    }

    /** Expects a source with a clock of its own. */
    void newClock() {
        timeline.newClock();
    }

    /** Expects frames of the time that the viewer has asked for. */
    void jump() {
        timeline.jump();
    }

    /**
     * Hands over the frames with which a play begins, all at the time of the last of them.
     *
     * @param isOpen whether the listener still wants frames; asked before each
     */
    void begin(int source, List<RelayFrame> frames, BooleanSupplier isOpen) {
        RelayFrame first = frames.getLast();
        keyframe = first.role() == FrameRole.KEYFRAME;
        lastFrameAtNanos = System.nanoTime();
        int timestamp = timeline.at(first);
        for (RelayFrame frame : frames) {
            if (isOpen.getAsBoolean()) {
                listener.onFrame(source, frame, timestamp);
            }
        }
    }

    /** Hands over a frame; video is dropped up to a keyframe, as sound may have come first. */
    void next(int source, RelayFrame frame) {
        FrameRole role = frame.role();
        keyframe |= role == FrameRole.KEYFRAME;
        if (role == FrameRole.VIDEO && !keyframe) {
            return;
        }
        if (role.isMedia()) {
            lastFrameAtNanos = System.nanoTime();
        }
        listener.onFrame(source, frame, timeline.at(frame));
    }
}
