package io.multiconnection.recordings;

import io.multiconnection.media.FlvTag;

/**
 * Timestamps of a broadcast's frames in its recording. A broadcast starts at any 32-bit timestamp,
 * which may wrap; its recording starts at 0, or at the end of the recording that it is appended to.
 * Neither audio nor video goes back in a recording.
 */
final class RecordingTimestamps {

    /** Gap before appended frames, in milliseconds: one frame at 25 fps. */
    static final int GAP_MILLIS = 40;

    /** A step back by more than this many milliseconds is a restarted clock. */
    private static final int MAX_BACK_MILLIS = 1000;

    private final long start;
    private boolean started;
    private long shift;
    private long unwrapped;
    private long lastAudio;
    private long lastVideo;

    /** Creates timestamps that start at {@code begin} milliseconds. */
    RecordingTimestamps(long start) {
        this.start = start;
        lastAudio = start;
        lastVideo = start;
    }

    /** Returns the timestamp of the latest frame in milliseconds. */
    long latest() {
        return Math.max(lastAudio, lastVideo);
    }

    /**
     * Returns the recording's timestamp of a frame, in milliseconds.
     *
     * @param type {@link FlvTag#AUDIO} or {@link FlvTag#VIDEO}
     * @param timestamp timestamp as received
     */
    long frame(int type, int timestamp) {
        long received = unwrapped + (timestamp - (int) unwrapped);
        unwrapped = received;
        long last = type == FlvTag.AUDIO ? lastAudio : lastVideo;
        if (!started) {
            started = true;
            shift = start - received;
        } else if (received + shift < last - MAX_BACK_MILLIS) {
            shift = latest() + GAP_MILLIS - received;
        }
        long time = Math.max(last, received + shift);
        if (type == FlvTag.AUDIO) {
            lastAudio = time;
        } else {
            lastVideo = time;
        }
        return time;
    }
}
