package io.multiconnection.target;

import java.time.Duration;

/**
 * How servers that are lost are brought back.
 *
 * @param enabled false: only where a client asks
 * @param first the longest wait before the first attempt; it doubles with each further one
 * @param max the longest wait of all; a server that was live for as long begins anew
 * @param giveUp how long after it was lost a server is no longer asked
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

    /** The longest wait before an attempt, after so many others. */
    public double waitNanos(int attempts) {
        double doubled = Math.scalb((double) first.toNanos(), attempts);
        return Math.min((double) max.toNanos(), doubled);
    }
}
