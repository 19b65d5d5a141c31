package io.multiconnection.media;

import java.util.function.DoublePredicate;

/**
 * Drop policy of the bounded queue of one stream's frames.
 *
 * <pre>
 * FLOWING --video without room--> LAGGING --keyframe with room--> FLOWING
 * FLOWING --restart--> WAITING --keyframe with room--> FLOWING
 * WAITING --keyframe without room--> LAGGING
 * </pre>
 *
 * <p>Video may fill three quarters of the queue; the last quarter is reserved for audio, data and
 * setup frames. A queue that lags accepts video again from the first keyframe that finds it half
 * empty. Room is tested by a predicate that receives the share of the queue that may be in use,
 * including the frame.
 */
public final class DropPolicy {

    /** Share of the queue that may be in use for video. */
    public static final double VIDEO_SHARE = 0.75;

    /** Share of the queue that may be in use for the keyframe that ends a lag. */
    public static final double RESUME_SHARE = 0.5;

    /** Share of the queue that may be in use for all other frames. */
    public static final double FULL_SHARE = 1;

    /** Decision about one video frame. */
    public enum Decision {
        SEND,
        /** Dropped because the queue is full, and counted. */
        DROP,
        /** Ignored, because it cannot be decoded without the keyframe that is awaited. */
        IGNORE
    }

    private enum State {
        FLOWING,
        LAGGING,
        WAITING
    }

    private State state = State.FLOWING;

    /** Returns the decision about a keyframe. */
    public Decision keyframe(DoublePredicate hasRoom) {
        boolean fits = hasRoom.test(state == State.LAGGING ? RESUME_SHARE : VIDEO_SHARE);
        state = fits ? State.FLOWING : State.LAGGING;
        return fits ? Decision.SEND : Decision.DROP;
    }

    /** Returns the decision about a video frame that is no keyframe. */
    public Decision video(DoublePredicate hasRoom) {
        if (state == State.FLOWING && !hasRoom.test(VIDEO_SHARE)) {
            state = State.LAGGING;
        }
        return switch (state) {
            case FLOWING -> Decision.SEND;
            case LAGGING -> Decision.DROP;
            case WAITING -> Decision.IGNORE;
        };
    }

    /** Requires a keyframe, because the frames that follow do not continue the previous ones. */
    public void restart() {
        if (state == State.FLOWING) {
            state = State.WAITING;
        }
    }

    /** Returns whether no video is sent before a keyframe. */
    public boolean awaitsKeyframe() {
        return state != State.FLOWING;
    }

    /** Returns whether video is dropped because the queue was full. */
    public boolean isLagging() {
        return state == State.LAGGING;
    }
}
