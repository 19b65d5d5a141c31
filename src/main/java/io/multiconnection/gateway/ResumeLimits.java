package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import java.time.Duration;

/**
 * How sessions outlive their WebSockets (PROTOCOL.md, section 15).
 *
 * @param hold how long; zero: not at all
 * @param bufferBytes of the messages that are kept for a page
 * @param bufferMessages of them
 * @param sessions held at once; one more ends with its WebSocket
 * @param silentAfter a WebSocket on which nothing comes for so long, not even the answer to a ping,
 *     is lost
 */
public record ResumeLimits(
        Duration hold, int bufferBytes, int bufferMessages, int sessions, Duration silentAfter) {

    private static final Duration MAX_HOLD = Duration.ofHours(1);

    public static final ResumeLimits DEFAULT =
            new ResumeLimits(Duration.ofSeconds(30), 256 << 10, 1024, 5000, Duration.ofMinutes(1));

    public ResumeLimits {
        if (hold.isNegative() || hold.compareTo(MAX_HOLD) > 0) {
            throw new IllegalArgumentException("hold " + hold + ", expected 0 to " + MAX_HOLD);
        }
        if (!silentAfter.isPositive()) {
            throw new IllegalArgumentException(
                    "silent-after " + silentAfter + ", expected more than 0");
        }
        if (bufferBytes < 0 || bufferMessages < 0 || sessions < 0) {
            throw new IllegalArgumentException(
                    "buffer-bytes %d, buffer-messages %d, sessions %d; expected none below 0"
                            .formatted(bufferBytes, bufferMessages, sessions));
        }
    }

    /** Whether sessions are held at all. */
    boolean isOn() {
        return !hold.isZero();
    }

    /**
     * Returns the buffer of messages to be sent again; an empty one where sessions are not held.
     */
    EventReplay replay(MemoryAccount memory) {
        return isOn()
                ? new EventReplay(bufferBytes, bufferMessages, memory)
                : new EventReplay(0, 0, memory);
    }
}
