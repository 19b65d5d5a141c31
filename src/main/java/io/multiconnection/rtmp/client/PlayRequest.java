package io.multiconnection.rtmp.client;

import java.time.Duration;

/**
 * What is to be played (RTMP 1.0, section 7.2.2.1).
 *
 * @param name the stream name, with its query; may hold a secret, so it appears in no error
 * @param start seconds into a recording; {@link #LIVE}, or {@link #LIVE_OR_RECORDED}
 * @param length seconds to play; -1 for all there is
 * @param reset whether what played before stops, as opposed to a list of streams that follow one
 *     another
 * @param bufferTime what the player holds, for servers that send ahead; zero leaves it to the
 *     server
 */
public record PlayRequest(
        String name, double start, double length, boolean reset, Duration bufferTime) {

    /** A start that asks for a live stream only. */
    public static final double LIVE = -1;

    /** A start that asks for a live stream if there is one, else for the recording. */
    public static final double LIVE_OR_RECORDED = -2;

    /** A live stream. */
    public static PlayRequest live(String name) {
        return new PlayRequest(name, LIVE, -1, true, Duration.ZERO);
    }

    public boolean isLive() {
        return start == LIVE;
    }
}
