package io.multiconnection.relay;

import java.time.Duration;

/**
 * Limits of a relay.
 *
 * @param backlogBytes heap of the GOP cache, in bytes
 * @param timeout limit for the connection to the server, and again for its response to play
 * @param linger how long a relay stays open without viewers, for a client that reconnects
 * @param silence interval of the checks for media; a broadcast without media in one interval is
 *     treated as lost
 */
public record RelayLimits(int backlogBytes, Duration timeout, Duration linger, Duration silence) {

    public static final RelayLimits DEFAULT =
            new RelayLimits(
                    2 << 20, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** Returns these limits with another size of the GOP cache. */
    public RelayLimits withBacklogBytes(int bytes) {
        return new RelayLimits(bytes, timeout, linger, silence);
    }
}
