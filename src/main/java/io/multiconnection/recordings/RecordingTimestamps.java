package io.multiconnection.recordings;

import io.multiconnection.media.FlvTag;

/**
 * When the frames of a broadcast are in its recording. A broadcast begins at any time, in 32 bits
 * that wrap; its recording begins at 0, or where the one it is appended to ends. There, neither
 * audio nor video goes back.
 */
final class RecordingTimestamps {

    /** A picture of 25 a second: what follows is not on top of what it follows. */
    static final int GAP_MILLIS = 40;

    /** What goes back further has begun anew. */
    private static final int MAX_BACK_MILLIS = 1000;

    private final long begin;
    private boolean begun;
    private long shift;
    private long unwrapped;
    private long lastAudio;
    private long lastVideo;

    /** A clock that begins at {@code begin} milliseconds. */
    RecordingTimestamps(long begin) {
        this.begin = begin;
        lastAudio = begin;
        lastVideo = begin;
    }

    /** Milliseconds of the latest frame. */
    long latest() {
        return Math.max(lastAudio, lastVideo);
    }

    /**
     * When a frame is.
     *
     * @param type {@link FlvTag#AUDIO} or {@link FlvTag#VIDEO}
     * @param timestamp as it came
     */
    long frame(int type, int timestamp) {
        long came = unwrapped + (timestamp - (int) unwrapped);
        unwrapped = came;
        long last = type == FlvTag.AUDIO ? lastAudio : lastVideo;
        if (!begun) {
            begun = true;
            shift = begin - came;
        } else if (came + shift < last - MAX_BACK_MILLIS) {
            shift = latest() + GAP_MILLIS - came;
        }
        long time = Math.max(last, came + shift);
        if (type == FlvTag.AUDIO) {
            lastAudio = time;
        } else {
            lastVideo = time;
        }
        return time;
    }
}
