package io.multiconnection.rtmp.client;

import java.time.Duration;

/**
 * Parameters of play (RTMP 1.0, section 7.2.2.1).
 *
 * @param name stream name with its query; may hold a secret, so it appears in no error
 * @param start seconds into a recording; {@link #LIVE} or {@link #LIVE_OR_RECORDED}
 * @param length seconds to play; -1 for all
 * @param reset whether the previous stream stops, as opposed to a playlist
 * @param bufferTime buffer of the player, for servers that send ahead; zero leaves it to the server
 */
public record PlayRequest(
        String name, double start, double length, boolean reset, Duration bufferTime) {

    /** Value of {@code start} for a live stream only. */
    public static final double LIVE = -1;

    /** Value of {@code start} for a live stream if there is one, else the recording. */
    public static final double LIVE_OR_RECORDED = -2;

    /** Returns a request for a live stream. */
    public static PlayRequest live(String name) {
        return new PlayRequest(name, LIVE, -1, true, Duration.ZERO);
    }

    public boolean isLive() {
        return start == LIVE;
    }
}
