package io.multiconnection.relay;

import io.multiconnection.media.FrameRole;

/**
 * The timestamps of what one viewer gets. They go on where another server, or another broadcast,
 * begins with a clock of its own, and never go back on each of audio and video.
 */
final class Timeline {

    /** What lies between the last frame of one clock and the first of the next: about a frame. */
    private static final int STEP_MILLIS = 20;

    /** Further back than frames may be out of order: a clock that began anew. */
    private static final int ANEW_MILLIS = 1000;

    /** What came and went of audio, or of video. */
    private static final class Track {

        private boolean came;
        private int lastCame;
        private boolean went;
        private int lastWent;

        boolean isAnew(int timestamp) {
            return came && lastCame - timestamp > ANEW_MILLIS;
        }

        int onward(int timestamp, int offset) {
            int out = timestamp + offset;
            lastWent = went ? later(out, lastWent) : out;
            lastCame = timestamp;
            came = true;
            went = true;
            return lastWent;
        }
    }

    private final Track audio = new Track();
    private final Track video = new Track();
    private boolean begun;
    private boolean anew;
    private int offset;
    private int position;
    private int latest;

    /** The next frame is of another clock. */
    void newClock() {
        anew = true;
    }

    /** The viewer asked for another time: timestamps are the server's own again. */
    void jump() {
        begun = false;
    }

    /** The timestamp of {@code frame} for the viewer. */
    int at(RelayFrame frame) {
        FrameRole role = frame.role();
        int timestamp = frame.timestamp();
        if (!role.isMedia()) {
            return !begun ? timestamp : anew ? latest : timestamp + offset;
        }
        Track track = role.isAudio() ? audio : video;
        if (!begun) {
            begun = true;
            begin(0);
            audio.went = false;
            video.went = false;
            latest = timestamp;
        } else if (anew || track.isAnew(timestamp)) {
            begin(latest + STEP_MILLIS - timestamp);
        }
        position = timestamp;
        int out = track.onward(timestamp, offset);
        latest = later(out, latest);
        return out;
    }

    private void begin(int newOffset) {
        anew = false;
        offset = newOffset;
        audio.came = false;
        video.came = false;
    }

    /** Of two times that may have wrapped. */
    private static int later(int a, int b) {
        return a - b > 0 ? a : b;
    }

    /** The server's timestamp of the last frame, in milliseconds. */
    int position() {
        return position;
    }
}
