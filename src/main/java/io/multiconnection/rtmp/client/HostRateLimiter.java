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
 * Rate limiter of the connection attempts to each host and port, for the whole gateway. A host that
 * was not asked of late takes a burst at once; what is beyond that waits for its turn in a {@link
 * HostQueue}. An attempt that would wait for longer than 10 s, or than its own timeout, is refused
 * at once. Thread-safe.
 */
public final class HostRateLimiter {

    /** An attempt that waits, or has begun. */
    @FunctionalInterface
    interface Turn {

        /** Gives the turn back, if it has not come. */
        void cancel();
    }

    /** Attempts that an idle host takes at once: more than a session has servers. */
    static final int BURST = 20;

    static final Duration MAX_WAIT = Duration.ofSeconds(10);

    /** Hosts that are remembered; idle ones are forgotten where there are more. */
    static final int MAX_HOSTS = 4096;

    private record Key(String host, int port) {

        /** Returns the one key of all spellings of a host. */
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

    /** Hosts whose next turn has a timer. */
    private final Set<Key> armed = new HashSet<>();

    private long forgottenAtNanos;

    /**
     * Creates a rate limiter.
     *
     * @param interval between two attempts to reach one host, once its burst is used up
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
     * Begins an attempt now, or on {@code loop} when its turn comes.
     *
     * @param owner for whom it is made; owners take turns
     * @param timeout after which the attempt is of no use any more
     * @param loop on which this is called, too
     * @throws RtmpClientException if it would have to wait for too long
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

    /** Returns whether an attempt may begin now; otherwise it waits from here on. */
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
            forgottenAtNanos = now; // no more often than a host takes to become idle
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

    /** Takes those whose turn has come. */
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
