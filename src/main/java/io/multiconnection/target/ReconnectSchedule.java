package io.multiconnection.target;

import io.multiconnection.protocol.GatewayMessage.Retry;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Says when a server that was lost is asked again: exponential backoff with full jitter, until it
 * is given up. It stays with its server while targets come and go. Lives on its session's event
 * loop.
 */
public final class ReconnectSchedule {

    /** What time it is, and what comes by chance. */
    public record Nature(LongSupplier nanoTime, RandomGenerator chance) {

        /**
         * Chance is asked for when it is needed: a native image would keep one that is made now.
         */
        public static final Nature REAL =
                new Nature(System::nanoTime, () -> ThreadLocalRandom.current().nextLong());
    }

    /** A server that is lost so soon after it was connected, or took a stream, flaps. */
    private static final long FLAP_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Such losses in a row after which that is said. */
    private static final int FLAPS = 3;

    private static final String FLAPPING =
            "the server accepts the connection or the stream, and ends the connection at once,"
                    + " again and again; it is asked less and less often: ";

    private final BackoffPolicy rules;
    private final ScheduledExecutorService loop;
    private final Nature nature;
    private final Runnable again;
    private boolean begun;
    private boolean wasLive;
    private int attempts;
    private long lostAt;
    private @Nullable Long liveAt;
    private @Nullable Long progressAt;
    private int flaps;
    private boolean flapped;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * Nothing is done before {@link #begin}.
     *
     * @param again connects to the server again
     */
    public ReconnectSchedule(
            BackoffPolicy rules, ScheduledExecutorService loop, Nature nature, Runnable again) {
        this.rules = rules;
        this.loop = loop;
        this.nature = nature;
        this.again = again;
    }

    /** From now on outages are made good. */
    public void begin() {
        begun = rules.enabled();
    }

    /** Whether a server that is lost is asked again. */
    boolean isOn() {
        return begun;
    }

    /** The attempt that is made now; null if the server was not lost. */
    @Nullable Retry attempt() {
        return attempts == 0 ? null : new Retry(attempts, null);
    }

    /** Whether the server was connected at any time. */
    boolean wasLive() {
        return wasLive;
    }

    /** The server is connected. */
    void connected() {
        wasLive = true;
        liveAt = nature.nanoTime().getAsLong();
        progressed();
    }

    /** The server is connected, or has taken a stream. */
    void progressed() {
        progressAt = nature.nanoTime().getAsLong();
    }

    /** Whether the server was lost right after it was back, several times in a row. */
    boolean isFlapping() {
        return flapped && flaps >= FLAPS;
    }

    /** Returns {@code text}, or more if the server flaps. */
    String words(String text) {
        return isFlapping() ? FLAPPING + text : text;
    }

    /** Whether the last loss was the one from which on it flaps. */
    boolean beginsToFlap() {
        return flapped && flaps == FLAPS;
    }

    /** The server is lost, or not reached: plans the next attempt; null if there is none. */
    public @Nullable Retry lost() {
        countFlap();
        double share = nature.chance().nextDouble();
        return plan(flaps >= FLAPS ? (1 + share) / 2 : share);
    }

    /** An attempt that fails neither is a flap nor ends a row of them. */
    private void countFlap() {
        long now = nature.nanoTime().getAsLong();
        flapped = progressAt != null && now - progressAt <= FLAP_NANOS;
        if (progressAt != null) {
            flaps = flapped ? flaps + 1 : 0;
        }
        progressAt = null;
    }

    /** The server wants to be connected anew: the first time it is at once. */
    @Nullable Retry moved() {
        flapped = false;
        return plan(isFirst(nature.nanoTime().getAsLong()) ? 0 : nature.chance().nextDouble());
    }

    /** Plans an attempt after a share of the longest wait. */
    private @Nullable Retry plan(double share) {
        long now = nature.nanoTime().getAsLong();
        if (isFirst(now)) {
            attempts = 0;
            lostAt = now;
        }
        liveAt = null;
        long left = rules.giveUp().toNanos() - (now - lostAt);
        if (!begun || left <= 0) {
            attempts = 0;
            return null;
        }
        double wait = share * rules.waitNanos(attempts);
        long nanos = Math.min(left, (long) wait);
        attempts++;
        timer = loop.schedule(again, nanos, TimeUnit.NANOSECONDS);
        return new Retry(attempts, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** Who is lost again right after coming back goes on where the waits had grown to. */
    private boolean isFirst(long now) {
        boolean steady = liveAt != null && now - liveAt >= rules.max().toNanos();
        return attempts == 0 || steady;
    }

    /** The server is asked now, by somebody who knows better; waits are short again. */
    public void restart() {
        cancel();
        attempts = 0;
        flaps = 0;
    }

    /** No further attempt is made. */
    public void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
