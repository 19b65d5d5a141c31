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
 * Schedule of the attempts to reconnect one server: exponential backoff with full jitter, until the
 * attempts are given up. Stays with its server while targets come and go. Lives on its session's
 * event loop.
 */
public final class ReconnectSchedule {

    /** Clock and random source, replaceable in tests. */
    public record Timing(LongSupplier nanoTime, RandomGenerator random) {

        /**
         * Asks for the random source at each use: a native image would keep one that is made now.
         */
        public static final Timing SYSTEM =
                new Timing(System::nanoTime, () -> ThreadLocalRandom.current().nextLong());
    }

    /** A server that is lost this soon after it was connected, or accepted a stream, flaps. */
    private static final long FLAP_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Consecutive flaps after which flapping is reported. */
    private static final int FLAPS = 3;

    private static final String FLAPPING =
            "the server accepts the connection or the stream, and ends the connection at once,"
                    + " again and again; it is asked less and less often: ";

    private final BackoffPolicy policy;
    private final ScheduledExecutorService loop;
    private final Timing timing;
    private final Runnable reconnect;
    private final RecoveryRecorder recorder = new RecoveryRecorder();
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
     * Creates a schedule that plans nothing before {@link #begin}.
     *
     * @param reconnect connects to the server again
     */
    public ReconnectSchedule(
            BackoffPolicy policy,
            ScheduledExecutorService loop,
            Timing timing,
            Runnable reconnect) {
        this.policy = policy;
        this.loop = loop;
        this.timing = timing;
        this.reconnect = reconnect;
    }

    /** Enables automatic reconnection, unless the policy disables it. */
    public void begin() {
        begun = policy.enabled();
    }

    /** Returns whether a server that is lost is reconnected. */
    public boolean isOn() {
        return begun;
    }

    /** Returns the recorder of the recoveries of the server. */
    RecoveryRecorder recorder() {
        return recorder;
    }

    /** Returns the attempt that is made now; null if the server was not lost. */
    @Nullable Retry attempt() {
        return attempts == 0 ? null : new Retry(attempts, null);
    }

    /** Returns whether the server was connected at any time. */
    boolean wasLive() {
        return wasLive;
    }

    /** Notes that the server is connected. */
    void connected() {
        wasLive = true;
        liveAt = timing.nanoTime().getAsLong();
        progressed();
    }

    /** Notes that the server is connected, or has accepted a stream. */
    void progressed() {
        progressAt = timing.nanoTime().getAsLong();
    }

    /** Returns whether the server was lost right after it was back, several times in a row. */
    boolean isFlapping() {
        return flapped && flaps >= FLAPS;
    }

    /** Returns {@code text}, with an explanation before it if the server flaps. */
    String describe(String text) {
        return isFlapping() ? FLAPPING + text : text;
    }

    /** Returns whether the last loss made the server count as flapping. */
    boolean beginsToFlap() {
        return flapped && flaps == FLAPS;
    }

    /** Plans the next attempt for a server that is lost or not reached; null if there is none. */
    public @Nullable Retry lost() {
        countFlap();
        double share = timing.random().nextDouble();
        return plan(flaps >= FLAPS ? (1 + share) / 2 : share);
    }

    /** A failed attempt to connect is no flap, and does not end a row of flaps. */
    private void countFlap() {
        long now = timing.nanoTime().getAsLong();
        flapped = progressAt != null && now - progressAt <= FLAP_NANOS;
        if (progressAt != null) {
            flaps = flapped ? flaps + 1 : 0;
        }
        progressAt = null;
    }

    /** Plans an attempt for a server that asks to be connected again: the first one at once. */
    @Nullable Retry moved() {
        flapped = false;
        return plan(isFirst(timing.nanoTime().getAsLong()) ? 0 : timing.random().nextDouble());
    }

    /** Plans an attempt after a share of the longest wait. */
    private @Nullable Retry plan(double share) {
        long now = timing.nanoTime().getAsLong();
        if (isFirst(now)) {
            attempts = 0;
            lostAt = now;
        }
        liveAt = null;
        long left = policy.giveUp().toNanos() - (now - lostAt);
        if (!begun || left <= 0) {
            attempts = 0;
            return null;
        }
        double wait = share * policy.waitNanos(attempts);
        long nanos = Math.min(left, (long) wait);
        attempts++;
        timer = loop.schedule(reconnect, nanos, TimeUnit.NANOSECONDS);
        return new Retry(attempts, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** The backoff continues if the server is lost again within {@code max}. */
    private boolean isFirst(long now) {
        boolean steady = liveAt != null && now - liveAt >= policy.max().toNanos();
        return attempts == 0 || steady;
    }

    /** Resets the backoff, because the client has asked to reconnect. */
    public void restart() {
        cancel();
        attempts = 0;
        flaps = 0;
    }

    /** Cancels the planned attempt. */
    public void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
