package io.multiconnection.replica;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A slot whose copies are not equal, or were not a moment ago: what has happened since, and when to
 * decide. It ends when the copies have been equal for a rest.
 */
final class SlotConflict implements SlotMap.Sized {

    /** How long a slot must rest at least before a difference is taken for one. */
    static final long REST_MILLIS = 100;

    /** A rest is at most 2<sup>6</sup> times as long, and up to as much again by chance. */
    private static final int MAX_DOUBLINGS = 6;

    /** So many changes without a rest are a stream of them, which is handed on now and then. */
    private static final int STREAM_CHANGES = 4;

    private static final long STREAM_MILLIS = 4 * REST_MILLIS;

    /** A leader that takes more values than this while the copies differ has the last word. */
    private static final int MAX_HELD = 16;

    /** Heap of a dispute without the values that the leader has held. */
    static final int HEAP_BYTES = 512;

    private final HeapCounter count;
    private final Set<Integer> news = new HashSet<>();
    private final List<AmfValue> held = new ArrayList<>();
    private long heap = HEAP_BYTES;
    private long since;
    private long due;
    private int changes;
    private int decisions;

    SlotConflict(long now, HeapCounter count) {
        this.count = count;
        since = now;
    }

    @Override
    public long heap() {
        return heap;
    }

    /** When it is to be decided, if nothing else happens. */
    long due() {
        return due;
    }

    /** Something has happened to the slot: it rests from now on. */
    void disturb(long now, RandomGenerator random) {
        long rest = REST_MILLIS << Math.min(decisions, MAX_DOUBLINGS);
        due = now + rest + random.nextLong(rest);
        if (isStream()) {
            due = Math.min(due, since + STREAM_MILLIS);
        }
    }

    /** Nothing is to be decided before something else happens. */
    void defer() {
        due = Long.MAX_VALUE;
    }

    /** Another client has written the slot on a server. */
    void changed(int server) {
        news.add(server);
        changes++;
    }

    /**
     * Whether another client was the last to write the slot on a server since the last decision.
     */
    boolean isNews(int server) {
        return news.contains(server);
    }

    /** What was news of a server has been overwritten there, or is lost with it. */
    void forgetNews(int server) {
        news.remove(server);
    }

    /** The leader holds this now, and it is not a copy of what a follower had. */
    void leaderTook(AmfValue value) {
        if (held.size() < MAX_HELD && !held.contains(value)) {
            held.add(value);
            long more = AmfHeapSize.of(value);
            heap += more;
            count.add(more);
        }
    }

    /** Whether the leader has held this before, so that it is old where a follower has it. */
    boolean hasLeaderHeld(AmfValue value) {
        return held.size() == MAX_HELD || held.contains(value);
    }

    /** The session itself writes the slot on all servers. */
    void overwritten(AmfValue value, long now) {
        leaderTook(value);
        decisions = 0;
        beginAnew(now);
    }

    /**
     * One value is being written to all. If others decide otherwise at the same time, each waits
     * twice as long before the next time; who hands on a stream quarrels with nobody.
     */
    void decided(long now) {
        decisions = isStream() ? 0 : decisions + 1;
        beginAnew(now);
    }

    private void beginAnew(long now) {
        since = now;
        changes = 0;
        news.clear();
    }

    private boolean isStream() {
        return changes >= STREAM_CHANGES && news.size() == 1;
    }
}
