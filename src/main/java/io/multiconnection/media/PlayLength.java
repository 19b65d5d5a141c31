package io.multiconnection.media;

/**
 * Length of a live play: milliseconds of media from its first frame on (RTMP 1.0, section 7.2.2.1,
 * Duration). Counted by timestamps, so that a player gets as much as it asked for, whatever the
 * network and the clocks do.
 */
public final class PlayLength {

    /** Length of a play that ends with its stream. */
    public static final long ALL = -1;

    /**
     * Time that media may be late beyond the length, in milliseconds. A play of which nothing comes
     * any more ends then.
     */
    private static final long LATE_MILLIS = 1000;

    private final long millis;
    private boolean isNewClock = true;
    private int last;
    private long played;
    private long bytes;
    private long checked = -1;

    /**
     * Creates the length of a play that has not begun.
     *
     * @param millis milliseconds to play; 0: the first frame only; negative: all
     */
    public PlayLength(long millis) {
        this.millis = millis;
    }

    /** Whether the play ends before its stream does. */
    public boolean isLimited() {
        return millis >= 0;
    }

    /**
     * Counts a frame of audio or video.
     *
     * @param timestamp milliseconds, unsigned; may wrap
     * @return false if the frame is beyond the end: the play is over
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

    /** Goes on with another clock: the next frame follows the last one. */
    public void newClock() {
        isNewClock = true;
    }

    /**
     * Returns after how many milliseconds to check again whether media still comes; 0 if none has
     * come since the last check: the play is over.
     */
    public long nextCheckMillis() {
        if (played == checked) {
            return 0;
        }
        checked = played;
        return Math.max(0, millis - played) + LATE_MILLIS;
    }

    /** Returns how much was played, in milliseconds. */
    public long playedMillis() {
        return Math.max(0, played);
    }

    /** Returns the size of what was played, in bytes. */
    public long playedBytes() {
        return bytes;
    }
}
