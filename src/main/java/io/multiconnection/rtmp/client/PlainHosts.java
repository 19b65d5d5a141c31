package io.multiconnection.rtmp.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Hosts that accept connect only without the properties of Enhanced RTMP, because they misread
 * nested objects (rtmplite). Remembered for ten minutes, for the whole gateway. Thread-safe.
 */
final class PlainHosts {

    static final Duration MEMORY = Duration.ofMinutes(10);

    static final int MAX_HOSTS = 1024;

    private record Key(String host, int port) {

        static Key of(RtmpUrl url) {
            return new Key(url.host(), url.port());
        }
    }

    private final LongSupplier nanoTime;

    /** Time at which each host was added, the oldest first. */
    private final Map<Key, Long> hosts = new LinkedHashMap<>();

    PlainHosts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns whether a host is sent connect without the properties of Enhanced RTMP. */
    synchronized boolean has(RtmpUrl url) {
        Long at = hosts.get(Key.of(url));
        return at != null && nanoTime.getAsLong() - at < MEMORY.toNanos();
    }

    /** Adds a host; drops the oldest one when there are too many. */
    synchronized void add(RtmpUrl url) {
        Key key = Key.of(url);
        hosts.remove(key);
        if (hosts.size() == MAX_HOSTS) {
            hosts.remove(hosts.keySet().iterator().next());
        }
        hosts.put(key, nanoTime.getAsLong());
    }
}
