package io.multiconnection.replica;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Conflict about a slot whose copies differ, or differed a moment ago: what happened since, and
 * when the conflict is to be resolved. It ends when the copies have been equal for the rest period.
 */
final class SlotConflict implements SlotMap.Sized {

    /** Minimum time without changes before a difference is resolved, in milliseconds. */
    static final long REST_MILLIS = 100;

    /**
     * Limit of the backoff: the rest period grows up to 2<sup>6</sup> times, plus jitter of up to
     * 100 %.
     */
    private static final int MAX_DOUBLINGS = 6;

    /** Number of changes without a rest that make a stream, which is propagated at intervals. */
    private static final int STREAM_CHANGES = 4;

    private static final long STREAM_MILLIS = 4 * REST_MILLIS;

    /** A leader that holds more values than this during a conflict wins. */
    private static final int MAX_LEADER_VALUES = 16;

    /** Heap of a conflict without the values that the leader has held, in bytes. */
    static final int HEAP_BYTES = 512;

    private final HeapCounter count;
    private final Set<Integer> remoteWrites = new HashSet<>();
    private final List<AmfValue> leaderValues = new ArrayList<>();
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

    /** Returns when the conflict is to be resolved, if nothing else happens. */
    long due() {
        return due;
    }

    /** Restarts the rest period after a change of the slot. */
    void disturb(long now, RandomGenerator random) {
        long rest = REST_MILLIS << Math.min(decisions, MAX_DOUBLINGS);
        due = now + rest + random.nextLong(rest);
        if (isStream()) {
            due = Math.min(due, since + STREAM_MILLIS);
        }
    }

    /** Postpones the resolution until the next change. */
    void defer() {
        due = Long.MAX_VALUE;
    }

    /** Records that another client wrote the slot on a server. */
    void changed(int server) {
        remoteWrites.add(server);
        changes++;
    }

    /**
     * Returns whether the latest write on a server since the last resolution was another client's.
     */
    boolean hasRemoteWrite(int server) {
        return remoteWrites.contains(server);
    }

    /**
     * Forgets another client's write on a server, which was overwritten or lost with the server.
     */
    void forgetRemoteWrite(int server) {
        remoteWrites.remove(server);
    }

    /** Records a value of the leader that does not originate from a follower. */
    void leaderAccepted(AmfValue value) {
        if (leaderValues.size() < MAX_LEADER_VALUES && !leaderValues.contains(value)) {
            leaderValues.add(value);
            long more = AmfHeapSize.of(value);
            heap += more;
            count.add(more);
        }
    }

    /** Returns whether the leader has held this value, so that a follower's value is outdated. */
    boolean wasHeldByLeader(AmfValue value) {
        return leaderValues.size() == MAX_LEADER_VALUES || leaderValues.contains(value);
    }

    /** Records a write of the session, which goes to all servers. */
    void overwritten(AmfValue value, long now) {
        leaderAccepted(value);
        decisions = 0;
        reset(now);
    }

    /**
     * Records a resolution, whose value is being written to all servers. The rest period doubles
     * with each resolution, in case other sessions resolve differently at the same time; a stream
     * of changes has one writer and needs no backoff.
     */
    void decided(long now) {
        decisions = isStream() ? 0 : decisions + 1;
        reset(now);
    }

    private void reset(long now) {
        since = now;
        changes = 0;
        remoteWrites.clear();
    }

    private boolean isStream() {
        return changes >= STREAM_CHANGES && remoteWrites.size() == 1;
    }
}
