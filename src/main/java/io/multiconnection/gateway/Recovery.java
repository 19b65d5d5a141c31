package io.multiconnection.gateway;

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
final class Recovery {

    /** What time it is, and what comes by chance. */
    record Nature(LongSupplier nanoTime, RandomGenerator chance) {

        /**
         * Chance is asked for when it is needed: a native image would keep one that is made now.
         */
        static final Nature REAL =
                new Nature(System::nanoTime, () -> ThreadLocalRandom.current().nextLong());
    }

    private final RecoverRules rules;
    private final ScheduledExecutorService loop;
    private final Nature nature;
    private final Runnable again;
    private boolean begun;
    private boolean wasLive;
    private int attempts;
    private long lostAt;
    private @Nullable Long liveAt;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * Nothing is done before {@link #begin}.
     *
     * @param again connects to the server again
     */
    Recovery(RecoverRules rules, ScheduledExecutorService loop, Nature nature, Runnable again) {
        this.rules = rules;
        this.loop = loop;
        this.nature = nature;
        this.again = again;
    }

    /** From now on outages are made good. */
    void begin() {
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
    }

    /** The server is lost, or not reached: plans the next attempt; null if there is none. */
    @Nullable Retry lost() {
        return plan(nature.chance().nextDouble());
    }

    /** The server wants to be connected anew: the first time it is at once. */
    @Nullable Retry moved() {
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
    void restart() {
        cancel();
        attempts = 0;
    }

    /** No further attempt is made. */
    void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
