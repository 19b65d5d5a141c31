package io.multiconnection.relay;

import java.time.Duration;

/**
 * The bounds of a relay.
 *
 * @param backlogBytes what is kept since the last keyframe for who joins
 * @param timeout for the connection to the server, and again for its answer to play
 * @param linger how long it goes on without a viewer, so that a page that reloads finds it
 * @param silence how long a broadcast may send nothing before its connection is given up for dead
 */
public record RelayLimits(int backlogBytes, Duration timeout, Duration linger, Duration silence) {

    public static final RelayLimits DEFAULT =
            new RelayLimits(
                    2 << 20, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** The same with another backlog. */
    public RelayLimits withBacklogBytes(int bytes) {
        return new RelayLimits(bytes, timeout, linger, silence);
    }
}
