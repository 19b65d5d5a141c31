package io.multiconnection.replica;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.protocol.SlotChange.Code;
import io.multiconnection.replica.ReplicaException.Kind;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Shared object that is replicated over several servers (ADR 0005). Each server's copy reflects
 * what that server reported. The merged object is the leader's, plus slots that only other servers
 * have. The slots that this session writes, or all slots, are kept equal.
 *
 * <p>Times are milliseconds of a monotonic clock. Not thread-safe.
 */
public final class Replica {

    /**
     * Copies of a written slot beside those of the servers: merged, unsettled, last held in a
     * conflict, and the names of synced and deleted slots.
     */
    private static final int COPIES_OF_WRITE = 5;

    private final ReplicaLimits limits;
    private final ReplicaOutput output;
    private final boolean mirror;
    private final HeapCounter heap = new HeapCounter();
    private final ServerCopies copies = new ServerCopies(heap);
    private final JoiningCopies joiningCopies = new JoiningCopies();
    private final MergedObject merged = new MergedObject(heap);
    private final SyncedSlots synced;
    private final SlotConflicts conflicts;
    private final ServerEvents serverEvents;
    private boolean started;

    /**
     * Creates a replica without servers.
     *
     * @param mirror whether every slot is kept equal, not only those that this session writes
     * @param random jitter, so that sessions do not resolve a conflict at the same time
     */
    public Replica(
            boolean mirror, ReplicaLimits limits, RandomGenerator random, ReplicaOutput output) {
        this.mirror = mirror;
        this.limits = limits;
        this.output = output;
        this.synced = new SyncedSlots(mirror, limits.slots(), heap);
        this.conflicts = new SlotConflicts(2 * limits.slots(), random, heap);
        this.serverEvents = new ServerEvents(limits, output, copies, merged, synced, conflicts);
    }

    /** Adds a server that may join; the first by {@code label} is the leader. */
    public void add(int server, String label) {
        copies.add(server, label);
    }

    /**
     * Starts the output of changes with the current content. Servers that have joined before rank
     * equally; a server that joins later is given the slots that it lacks.
     */
    public void start() {
        started = true;
        syncAll();
    }

    /** Outputs the complete content for a client that lost events; ignored before the start. */
    public void syncAll() {
        if (started) {
            output.sync(snapshot());
            copies.joined().forEach(copy -> output.sync(copy.server(), copy.reported().snapshot()));
        }
    }

    /** Returns the merged object as changes that start with a clear. */
    public List<SlotChange> snapshot() {
        return merged.slots().snapshot();
    }

    /** Returns a server's copy as changes that start with a clear. */
    public List<SlotChange> snapshot(int server) {
        return copies.of(server).reported().snapshot();
    }

    /** Returns the servers that have joined, ordered by number. */
    public List<Integer> joinedServers() {
        return copies.all().stream().filter(ServerCopy::isJoined).map(ServerCopy::server).toList();
    }

    /** Returns the version of a server's copy, unsigned. */
    public int version(int server) {
        return copies.of(server).version();
    }

    /** Returns a slot of the merged object; undefined if there is none. */
    public AmfValue get(String slot) {
        return merged.get(slot);
    }

    /** Returns the names of the merged object's slots. */
    public Set<String> names() {
        return new LinkedHashSet<>(merged.slots().names());
    }

    /** Returns an upper estimate of the heap in use, in bytes. */
    public long heap() {
        return heap.bytes();
    }

    /**
     * Writes slots atomically.
     *
     * @throws ReplicaException if a slot cannot be written; then nothing is changed
     */
    public void set(List<PathWrite> writes, long now) {
        Map<String, AmfValue> next = SlotPath.written(merged.slots(), writes);
        limits.check(merged.slots(), next);
        conflicts.checkRoom(next.size());
        checkRoom(next);
        next.forEach((slot, value) -> set(slot, value, now));
        send(now);
        sync(next.keySet());
    }

    /** Checks the memory for slots and all their copies. */
    private void checkRoom(Map<String, AmfValue> next) {
        long each = 0;
        for (Map.Entry<String, AmfValue> entry : next.entrySet()) {
            each += SlotMap.entryHeap(entry.getKey()) + AmfHeapSize.of(entry.getValue());
        }
        long conflictBytes = (long) SlotConflict.HEAP_BYTES * next.size();
        checkRoom((COPIES_OF_WRITE + copies.joined().size()) * each + conflictBytes);
    }

    private void checkRoom(long more) {
        if (!output.hasRoom(more)) {
            throw new ReplicaException(
                    Kind.OVER_LIMIT,
                    "the session's shared objects would take %d more bytes of memory, which exceeds its limit"
                            .formatted(more));
        }
    }

    private void set(String slot, AmfValue value, long now) {
        synced.keep(slot);
        synced.deleted(slot, SlotValue.isGone(value));
        merged.write(slot, value);
        SlotConflict conflict = conflicts.open(slot, now);
        if (conflict != null) {
            conflict.overwritten(value, now);
            conflicts.disturb(slot, now);
        }
        for (ServerCopy copy : copies.all()) {
            copy.allowWrites(slot);
            copy.write(slot, value, now);
        }
    }

    /** Deletes every slot. */
    public void clear(long now) {
        set(names().stream().map(slot -> new PathWrite(List.of(slot), gone())).toList(), now);
    }

    /**
     * Applies events of a server.
     *
     * @throws ReplicaException if the copy exceeds a limit; the server is {@link #leave left} then
     */
    public void received(int server, int version, List<SharedObjectEvent> events, long now) {
        ServerCopy copy = copies.of(server);
        long before = heap.bytes();
        try {
            if (events.contains(new UseSuccess())) {
                joined(copy, version, now);
            }
            ServerEvents.Outcome outcome = serverEvents.take(copy, events, now);
            copy.versionReceived(version);
            if (copy.state() == ServerCopy.State.JOINING) {
                joiningCopies.heard(copy, now);
            }
            syncCopy(copy, outcome.changes());
            limits.check(copy.reported());
            long more = heap.bytes() - before;
            checkRoom(mirror ? more * (1 + copies.joined().size()) : more);
            outcome.slots().forEach(slot -> disturbIfDifferent(slot, now));
            send(now);
            sync(outcome.slots());
        } catch (ReplicaException e) {
            leaveTooLarge(copy, now);
            throw e;
        }
    }

    /** Leaves a server whose copy exceeds a limit; its latest changes are not propagated. */
    private void leaveTooLarge(ServerCopy copy, long now) {
        for (String slot : conflicts.slots()) {
            SlotConflict conflict = conflicts.find(slot);
            if (conflict != null) {
                conflict.forgetRemoteWrite(copy.server());
            }
        }
        leave(copy.server(), now);
        copy.forget();
    }

    /** Joins a server that has responded to use, possibly again; unsettled writes go to it, too. */
    private void joined(ServerCopy copy, int version, long now) {
        if (copy.isJoined()) {
            copy.leave();
        }
        copy.join(version, !started);
        copies.reorder();
        merged.unsettledSlots().forEach(slot -> copy.write(slot, merged.get(slot), now));
    }

    /** Leaves a server that was lost or has released the object. */
    public void leave(int server, long now) {
        ServerCopy copy = copies.of(server);
        for (String slot : conflicts.slots()) {
            SlotConflict conflict = conflicts.find(slot);
            if (conflict != null && conflict.hasRemoteWrite(server)) {
                decide(slot, conflict, now); // keeps the latest change of the lost server
            }
        }
        copy.leave();
        joiningCopies.forget(copy);
        copies.reorder();
        conflicts.slots().forEach(slot -> conflicts.disturb(slot, now));
        send(now);
        sync(copies.names());
        sync(merged.unsettledSlots());
    }

    /** Returns when {@link #tick} is due, if nothing else happens. */
    public OptionalLong nextTick() {
        long next = Math.min(conflicts.nextCheck(), joiningCopies.nextCheck());
        for (ServerCopy copy : copies.joined()) {
            next = Math.min(next, copy.nextCheck());
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** Settles complete copies, rejects overdue writes, and resolves due conflicts. */
    public void tick(long now) {
        joiningCopies.settled(now).forEach(copy -> settle(copy, now));
        copies.joined().forEach(copy -> rejectOverdue(copy, now));
        List<String> due = conflicts.due(now);
        for (String slot : due) {
            SlotConflict conflict = conflicts.find(slot);
            if (conflict != null && !copies.areEqual(slot)) {
                decide(slot, conflict, now);
            } else if (!copies.isPending(slot)) {
                conflicts.end(slot);
            }
        }
        send(now);
        sync(due);
    }

    private void rejectOverdue(ServerCopy copy, long now) {
        List<String> slots = copy.overdue(now);
        if (!slots.isEmpty()) {
            slots.forEach(slot -> copy.refused(slot, copy.reported().get(slot)));
            slots.forEach(slot -> disturbIfDifferent(slot, now));
            syncCopy(
                    copy,
                    slots.stream()
                            .map(
                                    slot ->
                                            SlotChange.of(
                                                    Code.REJECT, slot, copy.reported().get(slot)))
                            .toList());
            sync(slots);
        }
    }

    /** Settles a copy: writes the slots that it lacks, and adopts values that are new there. */
    private void settle(ServerCopy copy, long now) {
        Set<String> slots = new LinkedHashSet<>(copies.names());
        slots.addAll(copy.reported().names());
        slots.addAll(copy.before().names());
        slots.addAll(merged.slots().names());
        synced.addTo(slots);
        boolean comesBack = copy.isKnown();
        copy.settle();
        copies.reorder();
        for (String slot : slots) {
            if (copy.isWrittenWhileJoining(slot)) {
                serverEvents.remoteWrite(copy, slot, copy.reported().get(slot), now);
            } else if (!copy.isEqual() || synced.isWritten(slot)) {
                catchUp(copy, slot, comesBack, now);
            }
        }
        copy.forgetBefore();
        slots.forEach(slot -> disturbIfDifferent(slot, now));
        send(now);
        sync(slots);
    }

    /** Adopts or repairs a slot of a server that joins or returns. */
    private void catchUp(ServerCopy copy, String slot, boolean comesBack, long now) {
        AmfValue known = merged.get(slot);
        boolean hasRemoteWrite =
                comesBack && !copy.isStale() && copy.isChanged(slot) && copy.was(slot, known);
        if (!synced.has(slot)) {
            if (copy.isStale() && !copy.reported().has(slot)) {
                copy.write(slot, copy.before().get(slot), now);
            }
        } else if (hasRemoteWrite && !copy.isPending(slot)) {
            serverEvents.remoteWrite(copy, slot, copy.reported().get(slot), now);
            synced.deleted(slot, false);
        } else if (merged.has(slot) || synced.isDeleted(slot)) {
            if (synced.isWritten(slot)) {
                copy.write(slot, known, now);
            } else {
                copies.propagate(copy, slot, known, output, now);
            }
        }
    }

    /** Restarts the rest period of a slot whose copies differ or that is in conflict. */
    private void disturbIfDifferent(String slot, long now) {
        boolean inConflict = conflicts.find(slot) != null;
        if (inConflict || (synced.has(slot) && !copies.areEqual(slot))) {
            conflicts.disturb(slot, now);
        }
    }

    /** Resolves a conflict by writing the winning value to all settled copies. */
    private void decide(String slot, SlotConflict conflict, long now) {
        if (copies.settled().isEmpty()) {
            return;
        }
        AmfValue value = copies.winner(slot, conflict, synced.isDeleted(slot));
        copies.settled().forEach(copy -> copies.propagate(copy, slot, value, output, now));
        synced.deleted(slot, SlotValue.isGone(value));
        conflict.decided(now);
        conflicts.disturb(slot, now);
    }

    private void send(long now) {
        for (ServerCopy copy : copies.joined()) {
            List<SlotWrite> writes = copy.send(now, write -> output.verdict(copy.server(), write));
            if (!writes.isEmpty()) {
                output.write(copy.server(), writes);
            }
        }
    }

    /** Outputs the changes of slots of the merged object. */
    private void sync(Collection<String> slots) {
        List<SlotChange> changes = merged.update(slots, copies, synced);
        if (started && !changes.isEmpty()) {
            output.sync(changes);
        }
    }

    private void syncCopy(ServerCopy copy, List<SlotChange> changes) {
        if (started && !changes.isEmpty()) {
            output.sync(copy.server(), changes);
        }
    }

    private static AmfValue gone() {
        return AmfUndefined.UNDEFINED;
    }
}
