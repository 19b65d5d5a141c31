package io.multiconnection.relay;

import io.multiconnection.media.FrameRole;

/**
 * Timestamps of one viewer's frames. They continue when another server or broadcast starts with its
 * own clock, and never go back within audio or within video.
 */
final class ContinuousTimestamps {

    /**
     * Milliseconds between the last frame of one clock and the first of the next: about a frame.
     */
    private static final int STEP_MILLIS = 20;

    /** A step back by more than this is a restarted clock, not a frame out of order. */
    private static final int RESTART_MILLIS = 1000;

    /** Last timestamps of audio or of video, as received and as sent. */
    private static final class Track {

        private boolean hasInput;
        private int lastInput;
        private boolean hasOutput;
        private int lastOutput;

        boolean isRestart(int timestamp) {
            return hasInput && lastInput - timestamp > RESTART_MILLIS;
        }

        int next(int timestamp, int offset) {
            int out = timestamp + offset;
            lastOutput = hasOutput ? later(out, lastOutput) : out;
            lastInput = timestamp;
            hasInput = true;
            hasOutput = true;
            return lastOutput;
        }
    }

    private final Track audio = new Track();
    private final Track video = new Track();
    private boolean started;
    private boolean newClock;
    private int offset;
    private int position;
    private int latest;

    /** Announces frames of another clock. */
    void newClock() {
        newClock = true;
    }

    /** Announces frames after a seek: timestamps are the server's own again. */
    void jump() {
        started = false;
    }

    /** Returns the viewer's timestamp of {@code frame}. */
    int at(RelayFrame frame) {
        FrameRole role = frame.role();
        int timestamp = frame.timestamp();
        if (!role.isMedia()) {
            return !started ? timestamp : newClock ? latest : timestamp + offset;
        }
        Track track = role.isAudio() ? audio : video;
        if (!started) {
            started = true;
            start(0);
            audio.hasOutput = false;
            video.hasOutput = false;
            latest = timestamp;
        } else if (newClock || track.isRestart(timestamp)) {
            start(latest + STEP_MILLIS - timestamp);
        }
        position = timestamp;
        int out = track.next(timestamp, offset);
        latest = later(out, latest);
        return out;
    }

    private void start(int newOffset) {
        newClock = false;
        offset = newOffset;
        audio.hasInput = false;
        video.hasInput = false;
    }

    /** Returns the later of two timestamps, which may have wrapped. */
    private static int later(int a, int b) {
        return a - b > 0 ? a : b;
    }

    /** Returns the server's timestamp of the last frame, in milliseconds. */
    int position() {
        return position;
    }
}
