package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.client.HostQueue.Ticket;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Rate limiter of connection attempts per host and port, shared by the whole gateway. An idle host
 * admits a burst at once; further attempts wait in a {@link HostQueue}. An attempt that would wait
 * longer than 10 s, or longer than its own timeout, is rejected at once. Thread-safe.
 */
public final class HostRateLimiter {

    /** Handle of an attempt that waits or has started. */
    @FunctionalInterface
    interface Turn {

        /** Cancels the attempt if it still waits. */
        void cancel();
    }

    /** Attempts that an idle host admits at once; more than a session has servers. */
    static final int BURST = 20;

    static final Duration MAX_WAIT = Duration.ofSeconds(10);

    /** Most hosts remembered; idle ones are dropped when there are more. */
    static final int MAX_HOSTS = 4096;

    private record Key(String host, int port) {

        /** Returns the same key for all spellings of a host. */
        static Key of(RtmpUrl url) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(url.host());
            String host =
                    address == null
                            ? url.host().toLowerCase(Locale.ROOT)
                            : NetUtil.bytesToIpAddress(address);
            return new Key(host, url.port());
        }
    }

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final Map<Key, HostQueue> hosts = new HashMap<>();

    /** Hosts for which a timer is scheduled. */
    private final Set<Key> armed = new HashSet<>();

    private long forgottenAtNanos;

    /**
     * Creates a rate limiter.
     *
     * @param interval between two attempts to one host, once its burst is used up
     */
    public HostRateLimiter(Duration interval) {
        this(interval, System::nanoTime);
    }

    HostRateLimiter(Duration interval, LongSupplier nanoTime) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("interval " + interval + ", expected 0 or more");
        }
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.forgottenAtNanos = nanoTime.getAsLong() - burstNanos();
    }

    private long burstNanos() {
        return BURST * intervalNanos;
    }

    /**
     * Starts an attempt now, or on {@code loop} when the rate allows it.
     *
     * @param owner key for the round-robin between those that dial one host
     * @param timeout longest useful wait
     * @param loop event loop of the caller
     * @throws RtmpClientException if the attempt would have to wait too long
     */
    Turn take(
            RtmpUrl url,
            Object owner,
            Duration timeout,
            ScheduledExecutorService loop,
            Runnable attempt) {
        Key key = Key.of(url);
        Ticket ticket = new Ticket(owner, loop, attempt);
        if (begins(key, ticket, url, timeout)) {
            attempt.run();
            return () -> {};
        }
        return () -> cancel(key, ticket);
    }

    /** Returns whether an attempt may start now; otherwise it is queued. */
    private synchronized boolean begins(Key key, Ticket ticket, RtmpUrl url, Duration timeout) {
        long now = nanoTime.getAsLong();
        HostQueue host = host(key, url, now);
        if (host.isEmpty() && host.begin(now)) {
            return true;
        }
        long wait = host.waitOf(ticket.owner(), now);
        if (wait > Math.min(MAX_WAIT.toNanos(), timeout.toNanos())) {
            throw tooMany(url, wait);
        }
        host.add(ticket);
        arm(key, host, now);
        return false;
    }

    private HostQueue host(Key key, RtmpUrl url, long now) {
        HostQueue known = hosts.get(key);
        if (known != null) {
            return known;
        }
        if (hosts.size() >= MAX_HOSTS && now - forgottenAtNanos >= burstNanos()) {
            forgottenAtNanos = now; // at most once in the time a host takes to become idle
            hosts.values().removeIf(host -> host.isIdle(now));
        }
        if (hosts.size() >= MAX_HOSTS) {
            throw tooMany(url, burstNanos());
        }
        HostQueue made = new HostQueue(intervalNanos, BURST, now);
        hosts.put(key, made);
        return made;
    }

    private static RtmpClientException tooMany(RtmpUrl url, long nanos) {
        long seconds = Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
        return new RtmpClientException(
                Kind.UNREACHABLE,
                "too many connection attempts to %s, try again in %d s"
                        .formatted(url.host(), seconds));
    }

    private void arm(Key key, HostQueue host, long now) {
        if (!armed.contains(key)) {
            ScheduledExecutorService loop = host.first().loop();
            var _ = loop.schedule(() -> serve(key), host.untilNext(now), TimeUnit.NANOSECONDS);
            armed.add(key);
        }
    }

    private void serve(Key key) {
        ready(key).forEach(Ticket::begin);
    }

    /** Removes and returns the attempts that may start now. */
    private synchronized List<Ticket> ready(Key key) {
        List<Ticket> ready = new ArrayList<>();
        armed.remove(key);
        HostQueue host = hosts.get(key);
        if (host != null) {
            long now = nanoTime.getAsLong();
            while (!host.isEmpty() && host.begin(now)) {
                ready.add(host.next());
            }
            if (!host.isEmpty()) {
                arm(key, host, now);
            }
        }
        return ready;
    }

    private synchronized void cancel(Key key, Ticket ticket) {
        HostQueue host = hosts.get(key);
        if (host != null) {
            host.remove(ticket);
        }
    }

    /** Returns how many hosts are remembered. */
    synchronized int hosts() {
        return hosts.size();
    }
}
