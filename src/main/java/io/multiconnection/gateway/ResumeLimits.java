package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import java.time.Duration;

/**
 * Limits of sessions that are held after their WebSocket was lost (PROTOCOL.md, section 15), and of
 * the detection of lost WebSockets.
 *
 * @param hold time for which a session is held, up to one hour; zero disables it
 * @param bufferBytes maximum size of the messages that are kept for one client
 * @param bufferMessages maximum number of the messages that are kept for one client
 * @param sessions maximum of held sessions; beyond it, a session ends with its WebSocket
 * @param silentAfter time without any frame, pongs included, after which a WebSocket counts as lost
 * @param pingInterval interval of the pings of a WebSocket, 1 ms to half of {@code silentAfter}
 */
public record ResumeLimits(
        Duration hold,
        int bufferBytes,
        int bufferMessages,
        int sessions,
        Duration silentAfter,
        Duration pingInterval) {

    private static final Duration MAX_HOLD = Duration.ofHours(1);

    public static final ResumeLimits DEFAULT =
            new ResumeLimits(
                    Duration.ofSeconds(30),
                    256 << 10,
                    1024,
                    5000,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(20));

    public ResumeLimits {
        if (hold.isNegative() || hold.compareTo(MAX_HOLD) > 0) {
            throw new IllegalArgumentException("hold " + hold + ", expected 0 to " + MAX_HOLD);
        }
        if (!silentAfter.isPositive()) {
            throw new IllegalArgumentException(
                    "silent-after " + silentAfter + ", expected more than 0");
        }
        if (pingInterval.toMillis() < 1 || pingInterval.compareTo(silentAfter.dividedBy(2)) > 0) {
            throw new IllegalArgumentException(
                    "ping-interval %s, expected PT0.001S to %s, half of silent-after"
                            .formatted(pingInterval, silentAfter.dividedBy(2)));
        }
        if (bufferBytes < 0 || bufferMessages < 0 || sessions < 0) {
            throw new IllegalArgumentException(
                    "buffer-bytes %d, buffer-messages %d, sessions %d; expected 0 or more each"
                            .formatted(bufferBytes, bufferMessages, sessions));
        }
    }

    /** Returns whether sessions are held. */
    boolean isOn() {
        return !hold.isZero();
    }

    /**
     * Returns the buffer of messages that may be sent again; it keeps none if sessions are not
     * held.
     */
    EventReplay replay(MemoryAccount memory) {
        return isOn()
                ? new EventReplay(bufferBytes, bufferMessages, memory)
                : new EventReplay(0, 0, memory);
    }
}
