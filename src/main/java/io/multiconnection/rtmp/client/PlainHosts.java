package io.multiconnection.rtmp.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Hosts that accept a connection only without the properties of Enhanced RTMP in connect, because
 * they read objects in objects wrongly (rtmplite). Remembered for ten minutes, for the whole
 * gateway. Thread-safe.
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

    /** The times at which hosts were found to be so, the oldest first. */
    private final Map<Key, Long> hosts = new LinkedHashMap<>();

    PlainHosts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns whether a host is to be asked plainly at once. */
    synchronized boolean has(RtmpUrl url) {
        Long at = hosts.get(Key.of(url));
        return at != null && nanoTime.getAsLong() - at < MEMORY.toNanos();
    }

    /** Remembers a host; forgets the one that was found first where there are too many. */
    synchronized void add(RtmpUrl url) {
        Key key = Key.of(url);
        hosts.remove(key);
        if (hosts.size() == MAX_HOSTS) {
            hosts.remove(hosts.keySet().iterator().next());
        }
        hosts.put(key, nanoTime.getAsLong());
    }
}
