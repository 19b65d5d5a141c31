package io.multiconnection.target;

import java.time.Duration;

/**
 * Backoff between attempts to reconnect a server that was lost.
 *
 * @param enabled whether servers are reconnected without a request of the client
 * @param first upper bound of the wait before the first attempt; it doubles with each attempt
 * @param max upper bound of all waits; a server that was live for as long starts at {@code first}
 * @param giveUp time after the loss at which attempts end
 */
public record BackoffPolicy(boolean enabled, Duration first, Duration max, Duration giveUp) {

    public static final BackoffPolicy DEFAULT =
            new BackoffPolicy(
                    true, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(30));

    public BackoffPolicy {
        if (!first.isPositive() || max.compareTo(first) < 0 || giveUp.isNegative()) {
            throw new IllegalArgumentException(
                    "first "
                            + first
                            + ", max "
                            + max
                            + ", give-up "
                            + giveUp
                            + "; expected first above zero, max not below it, give-up not below"
                            + " zero");
        }
    }

    /** Returns the upper bound of the wait after this many attempts, in nanoseconds. */
    public double waitNanos(int attempts) {
        double doubled = Math.scalb((double) first.toNanos(), attempts);
        return Math.min((double) max.toNanos(), doubled);
    }
}
