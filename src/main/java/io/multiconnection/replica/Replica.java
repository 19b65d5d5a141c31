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
 * One shared object on several servers (ADR 0005). Each server's copy is a view of what that server
 * said; the merged object is that of the leader, with what only others have. Slots that this
 * session writes, or all of them, are kept equal.
 *
 * <p>Times are milliseconds of one clock that never goes back. Belongs to one thread.
 */
public final class Replica {

    /** Where a replica's words go. Called within the replica's own methods; must not call back. */
    public interface Output extends WriteRules {

        /** A server is to be asked for these. */
        void write(int server, List<SlotWrite> writes);

        /** A server has done what it was to do for so long. */
        void acknowledged(int server, long lagMillis);

        /** The merged object has changed. */
        void sync(List<SlotChange> changes);

        /** A server has said these of its copy. */
        void sync(int server, List<SlotChange> changes);

        /**
         * Returns whether this many bytes of heap may be held in addition to those of which {@link
         * Replica#heap} told last.
         */
        default boolean hasRoom(long bytes) {
            return true;
        }
    }

    /**
     * Copies of a slot that is written, besides those of the servers: merged, not settled, last
     * held in a dispute, and the names that are kept and deleted.
     */
    private static final int COPIES_OF_WRITE = 5;

    private final ReplicaLimits limits;
    private final Output output;
    private final boolean mirror;
    private final HeapCount heap = new HeapCount();
    private final Copies copies = new Copies(heap);
    private final Joining joining = new Joining();
    private final Merged merged = new Merged(heap);
    private final SyncedSlots kept;
    private final Disputes disputes;
    private final ServerEvents hearing;
    private boolean started;

    /**
     * @param mirror whether every slot is kept equal, not only those that this session writes
     * @param random so that sessions do not decide the same thing at the same time
     */
    public Replica(boolean mirror, ReplicaLimits limits, RandomGenerator random, Output output) {
        this.mirror = mirror;
        this.limits = limits;
        this.output = output;
        this.kept = new SyncedSlots(mirror, limits.slots(), heap);
        this.disputes = new Disputes(2 * limits.slots(), random, heap);
        this.hearing = new ServerEvents(limits, output, copies, merged, kept, disputes);
    }

    /** A server that may join; the one that sorts first by {@code label} leads. */
    public void add(int server, String label) {
        copies.add(server, label);
    }

    /**
     * From now on changes are told, those until now at once. Servers that have joined by now are
     * equals; who joins later is given what it lacks.
     */
    public void start() {
        started = true;
        tellAll();
    }

    /** Tells all that there is, to a client that has missed something; nothing before the start. */
    public void tellAll() {
        if (started) {
            output.sync(whole());
            copies.joined().forEach(copy -> output.sync(copy.server(), copy.said().whole()));
        }
    }

    /** All of the merged object, as a client is told that knows nothing of it. */
    public List<SlotChange> whole() {
        return merged.slots().whole();
    }

    /** All of a server's copy, likewise. */
    public List<SlotChange> whole(int server) {
        return copies.of(server).said().whole();
    }

    /** The servers that have the object, in the order of their numbers. */
    public List<Integer> joinedServers() {
        return copies.all().stream().filter(Copy::isJoined).map(Copy::server).toList();
    }

    /** The version of a server's copy, unsigned. */
    public int version(int server) {
        return copies.of(server).version();
    }

    /** What the merged object holds; undefined where it has no such slot. */
    public AmfValue get(String slot) {
        return merged.get(slot);
    }

    /** The names of the merged object's slots. */
    public Set<String> names() {
        return new LinkedHashSet<>(merged.slots().names());
    }

    /** Returns an estimate of the heap that is held, in bytes, never below what is held. */
    public long heap() {
        return heap.bytes();
    }

    /** Whether nothing is to be done: what is kept equal is so, and nothing is on its way. */
    public boolean isQuiet() {
        return disputes.isEmpty() && joining.isEmpty() && merged.unsettled().isEmpty();
    }

    /**
     * Writes slots, all of them or none.
     *
     * @throws ReplicaException if one cannot be written; nothing is done then
     */
    public void set(List<PathWrite> writes, long now) {
        Map<String, AmfValue> next = SlotPath.written(merged.slots(), writes);
        limits.check(merged.slots(), next);
        disputes.checkRoom(next.size());
        checkRoom(next);
        next.forEach((slot, value) -> set(slot, value, now));
        send(now);
        tell(next.keySet());
    }

    /** Refuses slots if the memory for them and their copies is more than may be held. */
    private void checkRoom(Map<String, AmfValue> next) {
        long each = 0;
        for (Map.Entry<String, AmfValue> entry : next.entrySet()) {
            each += SlotMap.entryHeap(entry.getKey()) + AmfHeapSize.of(entry.getValue());
        }
        long disputed = (long) Dispute.HEAP_BYTES * next.size();
        checkRoom((COPIES_OF_WRITE + copies.joined().size()) * each + disputed);
    }

    private void checkRoom(long more) {
        if (!output.hasRoom(more)) {
            throw new ReplicaException(
                    Kind.TOO_MUCH,
                    "the session's shared objects would take %d bytes of memory more than now, which is more than it may have"
                            .formatted(more));
        }
    }

    private void set(String slot, AmfValue value, long now) {
        kept.keep(slot);
        kept.deleted(slot, Slots.isGone(value));
        merged.write(slot, value);
        Dispute dispute = disputes.open(slot, now);
        if (dispute != null) {
            dispute.overwritten(value, now);
            disputes.disturb(slot, now);
        }
        for (Copy copy : copies.all()) {
            copy.forgive(slot);
            copy.write(slot, value, now);
        }
    }

    /** Deletes every slot. */
    public void clear(long now) {
        set(names().stream().map(slot -> new PathWrite(List.of(slot), gone())).toList(), now);
    }

    /**
     * A server has said something of its copy.
     *
     * @throws ReplicaException if the copy is more than may be held: it is {@link #leave left} then
     */
    public void heard(int server, int version, List<SharedObjectEvent> events, long now) {
        Copy copy = copies.of(server);
        long before = heap.bytes();
        try {
            if (events.contains(new UseSuccess())) {
                joined(copy, version, now);
            }
            ServerEvents.Heard heard = hearing.take(copy, events, now);
            copy.heard(version);
            if (copy.state() == Copy.State.JOINING) {
                joining.heard(copy, now);
            }
            tellCopy(copy, heard.changes());
            limits.check(copy.said());
            long more = heap.bytes() - before;
            checkRoom(mirror ? more * (1 + copies.joined().size()) : more);
            heard.slots().forEach(slot -> settleOrDispute(slot, now));
            send(now);
            tell(heard.slots());
        } catch (ReplicaException e) {
            leaveTooLarge(copy, now);
            throw e;
        }
    }

    /** Leaves a server whose copy cannot be kept: nothing that it has said last is handed on. */
    private void leaveTooLarge(Copy copy, long now) {
        for (String slot : disputes.slots()) {
            Dispute dispute = disputes.find(slot);
            if (dispute != null) {
                dispute.forgetNews(copy.server());
            }
        }
        leave(copy.server(), now);
        copy.forget();
    }

    /** A server has answered use, perhaps once more. What is still to be written, is there, too. */
    private void joined(Copy copy, int version, long now) {
        if (copy.isJoined()) {
            copy.leave();
        }
        copy.join(version, !started);
        copies.reorder();
        merged.unsettled().forEach(slot -> copy.write(slot, merged.get(slot), now));
    }

    /** A server is gone, or has the object no longer. What only it had may come back without it. */
    public void leave(int server, long now) {
        Copy copy = copies.of(server);
        for (String slot : disputes.slots()) {
            Dispute dispute = disputes.find(slot);
            if (dispute != null && dispute.isNews(server)) {
                decide(slot, dispute, now); // what it said last is not lost with it
            }
        }
        copy.leave();
        joining.forget(copy);
        copies.reorder();
        disputes.slots().forEach(slot -> disputes.disturb(slot, now));
        send(now);
        tell(copies.names());
        tell(merged.unsettled());
    }

    /** When {@link #tick} is to be called, if nothing else happens. */
    public OptionalLong nextTick() {
        long next = Math.min(disputes.wake(), joining.wake());
        for (Copy copy : copies.joined()) {
            next = Math.min(next, copy.wake());
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** Time has passed: takes those in who have told what they hold, and makes copies equal. */
    public void tick(long now) {
        joining.settled(now).forEach(copy -> settle(copy, now));
        copies.joined().forEach(copy -> giveUpWhatIsOverdue(copy, now));
        List<String> due = disputes.due(now);
        for (String slot : due) {
            Dispute dispute = disputes.find(slot);
            if (dispute != null && !copies.areEqual(slot)) {
                decide(slot, dispute, now);
            } else if (!copies.isPending(slot)) {
                disputes.end(slot);
            }
        }
        send(now);
        tell(due);
    }

    private void giveUpWhatIsOverdue(Copy copy, long now) {
        List<String> slots = copy.overdue(now);
        if (!slots.isEmpty()) {
            slots.forEach(slot -> copy.refused(slot, copy.said().get(slot)));
            slots.forEach(slot -> settleOrDispute(slot, now));
            tellCopy(
                    copy,
                    slots.stream()
                            .map(slot -> SlotChange.of(Code.REJECT, slot, copy.said().get(slot)))
                            .toList());
            tell(slots);
        }
    }

    /** A server has said what it holds: gives it what it lacks, and takes what is new there. */
    private void settle(Copy copy, long now) {
        Set<String> slots = new LinkedHashSet<>(copies.names());
        slots.addAll(copy.said().names());
        slots.addAll(copy.before().names());
        slots.addAll(merged.slots().names());
        kept.addTo(slots);
        boolean comesBack = copy.isKnown();
        copy.settle();
        copies.reorder();
        for (String slot : slots) {
            if (copy.isLive(slot)) {
                hearing.news(copy, slot, copy.said().get(slot), now);
            } else if (!copy.isEqual() || kept.isWritten(slot)) {
                catchUp(copy, slot, comesBack, now);
            }
        }
        copy.forgetBefore();
        slots.forEach(slot -> settleOrDispute(slot, now));
        send(now);
        tell(slots);
    }

    /** What a server that comes, or comes back, holds in a slot is taken over, or made good. */
    private void catchUp(Copy copy, String slot, boolean comesBack, long now) {
        AmfValue known = merged.get(slot);
        boolean isNews =
                comesBack && !copy.isStale() && copy.isChanged(slot) && copy.was(slot, known);
        if (!kept.has(slot)) {
            if (copy.isStale() && !copy.said().has(slot)) {
                copy.write(slot, copy.before().get(slot), now);
            }
        } else if (isNews && !copy.isPending(slot)) {
            hearing.news(copy, slot, copy.said().get(slot), now);
            kept.deleted(slot, false);
        } else if (merged.has(slot) || kept.isDeleted(slot)) {
            if (kept.isWritten(slot)) {
                copy.write(slot, known, now);
            } else {
                copies.handOn(copy, slot, known, output, now);
            }
        }
    }

    /** The copies are equal, or it is to be seen to that they become so. */
    private void settleOrDispute(String slot, long now) {
        boolean isDisputed = disputes.find(slot) != null;
        if (isDisputed || (kept.has(slot) && !copies.areEqual(slot))) {
            disputes.disturb(slot, now);
        }
    }

    /** Lets one value of a slot win. */
    private void decide(String slot, Dispute dispute, long now) {
        if (copies.settled().isEmpty()) {
            return;
        }
        AmfValue value = copies.winner(slot, dispute, kept.isDeleted(slot));
        copies.settled().forEach(copy -> copies.handOn(copy, slot, value, output, now));
        kept.deleted(slot, Slots.isGone(value));
        dispute.decided(now);
        disputes.disturb(slot, now);
    }

    private void send(long now) {
        for (Copy copy : copies.joined()) {
            List<SlotWrite> writes = copy.send(now, write -> output.verdict(copy.server(), write));
            if (!writes.isEmpty()) {
                output.write(copy.server(), writes);
            }
        }
    }

    /** Tells what has become of slots. */
    private void tell(Collection<String> slots) {
        List<SlotChange> changes = merged.update(slots, copies, kept);
        if (started && !changes.isEmpty()) {
            output.sync(changes);
        }
    }

    private void tellCopy(Copy copy, List<SlotChange> changes) {
        if (started && !changes.isEmpty()) {
            output.sync(copy.server(), changes);
        }
    }

    private static AmfValue gone() {
        return AmfUndefined.UNDEFINED;
    }
}
