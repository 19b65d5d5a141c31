package io.multiconnection.media;

/**
 * Length of a live play: milliseconds of media from its first frame on (RTMP 1.0, section 7.2.2.1,
 * Duration). Timestamps are counted, not elapsed time, so that a player gets the requested length
 * regardless of network delays.
 */
public final class PlayLength {

    /** Length of a play that ends with its stream. */
    public static final long ALL = -1;

    /**
     * Time that media may be late, in milliseconds. A play without media ends after its length and
     * this time.
     */
    private static final long LATE_MILLIS = 1000;

    private final long millis;
    private boolean isNewClock = true;
    private int last;
    private long played;
    private long bytes;
    private long checked = -1;

    /**
     * Creates the length of a play that is not started.
     *
     * @param millis milliseconds to play; 0 for the first frame only, negative for all
     */
    public PlayLength(long millis) {
        this.millis = millis;
    }

    /** Returns whether the length is limited. */
    public boolean isLimited() {
        return millis >= 0;
    }

    /**
     * Counts a frame of audio or video.
     *
     * @param timestamp milliseconds, unsigned; may wrap
     * @return whether the frame is within the length; if not, the play has ended
     */
    public boolean admits(int timestamp, int frameBytes) {
        long at = isNewClock ? played : played + (timestamp - last);
        if (isLimited() && at > millis) {
            return false;
        }
        isNewClock = false;
        last = timestamp;
        played = at;
        bytes += frameBytes;
        return true;
    }

    /** Continues with another clock: the next frame directly follows the last one. */
    public void newClock() {
        isNewClock = true;
    }

    /**
     * Returns the milliseconds until the next check for media; 0 if none has arrived since the last
     * check, which ends the play.
     */
    public long nextCheckMillis() {
        if (played == checked) {
            return 0;
        }
        checked = played;
        return Math.max(0, millis - played) + LATE_MILLIS;
    }

    /** Returns the played length in milliseconds. */
    public long playedMillis() {
        return Math.max(0, played);
    }

    /** Returns the size of the played frames in bytes. */
    public long playedBytes() {
        return bytes;
    }
}
