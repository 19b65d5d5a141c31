package io.multiconnection.replica;

import io.multiconnection.amf.AmfKind;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Copy of one server: the slots that the server has reported, and the pending writes in a {@link
 * WriteQueue}. Writes that a server misses while it is away are repeated when it is back.
 *
 * <pre>
 * AWAY --response to use--> JOINING --no changes for a while--> SETTLED
 * any --lost--> AWAY
 * </pre>
 */
final class ServerCopy {

    enum State {
        AWAY,
        /** The first changes list the existing slots; no client wrote them now. */
        JOINING,
        SETTLED
    }

    private static final int MAX_REFUSED = 4096;

    private final int server;
    private final String label;
    private final HeapCounter heap;
    private Slots reported;
    private Slots before;
    private final WriteQueue writes;
    private final SlotMap<SlotValue> doubtful;
    private final SlotMap<SlotMap.Sized> writtenWhileJoining;
    private final SlotMap<SlotValue> refused;
    private final Set<AmfKind> read = EnumSet.noneOf(AmfKind.class);
    private final SlotMap<SlotMap.Sized> unreadable;
    private State state = State.AWAY;
    private int version;
    private int knownVersion;
    private boolean known;
    private boolean stale;
    private boolean equal;

    ServerCopy(int server, String label, HeapCounter heap) {
        this.server = server;
        this.label = label;
        this.heap = heap;
        this.reported = new Slots(heap);
        this.before = new Slots(heap);
        this.writes = new WriteQueue(heap);
        this.doubtful = new SlotMap<>(heap);
        this.writtenWhileJoining = new SlotMap<>(heap);
        this.refused = new SlotMap<>(heap);
        this.unreadable = new SlotMap<>(heap);
    }

    int server() {
        return server;
    }

    String label() {
        return label;
    }

    State state() {
        return state;
    }

    boolean isJoined() {
        return state != State.AWAY;
    }

    boolean isSettled() {
        return state == State.SETTLED;
    }

    /**
     * Returns whether the copy joined before the replica started, so that its values rank equally.
     */
    boolean isEqual() {
        return equal;
    }

    /** Returns whether the complete content was ever known. */
    boolean isKnown() {
        return known;
    }

    /** Returns whether the content is older than that before the last loss. */
    boolean isStale() {
        return stale;
    }

    int version() {
        return version;
    }

    /** Returns the slots that the server has reported since it joined. */
    Slots reported() {
        return reported;
    }

    /** Returns the slots before the last loss; empty after they were compared. */
    Slots before() {
        return before;
    }

    /** Returns the value of the slot after all pending writes. */
    AmfValue expected(String slot) {
        PendingWrite last = writes.last(slot);
        return last == null ? reported.get(slot) : last.value();
    }

    /** Returns whether a write of the slot is pending. */
    boolean isPending(String slot) {
        return writes.isPending(slot);
    }

    boolean isInFlight(String slot) {
        return writes.isInFlight(slot);
    }

    /**
     * Returns whether the server has neither refused writes of the slot nor an unreadable value in
     * it.
     */
    boolean isWritable(String slot) {
        return !refused.has(slot) && !unreadable.has(slot);
    }

    /** Joins the copy: the server has responded to use, and begins to report its slots. */
    void join(int sinceVersion, boolean asEqual) {
        stale = known && Integer.compareUnsigned(sinceVersion, knownVersion) < 0;
        equal = asEqual && !known;
        version = sinceVersion;
        state = State.JOINING;
    }

    /** Settles the copy: the server has reported all its slots. */
    void settle() {
        known = true;
        knownVersion = version;
        state = State.SETTLED;
    }

    /**
     * Returns whether another client wrote the slot while the server was away. A write of this
     * session whose result the loss left open does not count.
     */
    boolean isChanged(String slot) {
        AmfValue is = reported.get(slot);
        return !SlotValue.isGone(is) && !was(slot, is);
    }

    /** Returns whether the slot may have had this value when the server was lost. */
    boolean was(String slot, AmfValue value) {
        SlotValue doubted = doubtful.get(slot);
        return before.get(slot).equals(value) || (doubted != null && value.equals(doubted.value()));
    }

    /** Forgets the slots before the last loss. */
    void forgetBefore() {
        writtenWhileJoining.clear();
        before.clear();
        doubtful.clear();
    }

    /** Forgets the content, which is too large; the server returns as an unknown one. */
    void forget() {
        forgetBefore();
        known = false;
    }

    /** Clears the copy, which another one replaces. */
    void clear() {
        leave();
        forget();
    }

    /**
     * Leaves the server, which was lost. Results of writes in flight are unknown until it is back.
     */
    void leave() {
        writes.clear((slot, write) -> doubtful.put(slot, write.slotValue()));
        refused.clear();
        unreadable.clear();
        writtenWhileJoining.clear();
        if (isSettled() || !known) {
            before.clear();
            before = reported;
            reported = new Slots(heap);
            known = isJoined();
            knownVersion = version;
        }
        reported.clear();
        state = State.AWAY;
    }

    /** Returns the slots whose writes are in flight. */
    List<String> inFlight() {
        return writes.slotsInFlight();
    }

    /** Records that the server rejected a write; the slot has this value instead. */
    void refused(String slot, AmfValue value) {
        refuse(slot, writes.landed(slot).slotValue());
        writes.cancelReady(slot);
        reported.put(slot, value);
    }

    private void refuse(String slot, SlotValue requested) {
        refused.put(slot, requested);
        if (refused.size() > MAX_REFUSED) {
            refused.remove(refused.names().iterator().next());
        }
    }

    /**
     * Returns when {@link #overdue} and {@link #send} are due; {@link Long#MAX_VALUE} for never.
     */
    long nextCheck() {
        return writes.nextCheck();
    }

    /** Returns the slots whose writes have timed out. */
    List<String> overdue(long now) {
        return writes.overdue(now);
    }

    /** Allows writes of a slot whose write was refused or whose value was unreadable. */
    void allowWrites(String slot) {
        refused.remove(slot);
        unreadable.remove(slot);
    }

    /**
     * Records an unreadable value. It is not overwritten, and the copy is ignored for the slot,
     * until the server reports another value or the client writes the slot.
     */
    void unreadable(String slot) {
        writes.cancelReady(slot);
        reported.put(slot, AmfUndefined.UNDEFINED);
        unreadable.put(slot, SlotMap.Sized.NOTHING);
        if (unreadable.size() > MAX_REFUSED) {
            unreadable.remove(unreadable.names().iterator().next());
        }
    }

    /** Queues a write of a slot, unless the server is away or will hold the value anyway. */
    void write(String slot, AmfValue value, long now) {
        if (!isJoined() || !isWritable(slot)) {
            return;
        }
        PendingWrite last = writes.inFlight(slot);
        AmfValue without = last == null ? reported.get(slot) : last.value();
        // A joining server may hold slots that it has not reported yet.
        boolean saysAll = state != State.JOINING || !SlotValue.isGone(value);
        if (saysAll && without.equals(value)) {
            writes.cancel(slot);
        } else {
            writes.add(slot, value, now);
        }
    }

    /**
     * Returns whether the server is known to read values of this kind: it sent or accepted some.
     */
    boolean reads(AmfValue value) {
        return AmfKind.of(value).stream().allMatch(kind -> kind.isPlain() || read.contains(kind));
    }

    /** Withholds a value from the server; its copy is ignored for the slot. */
    void withhold(String slot, AmfValue value) {
        writes.cancelReady(slot);
        refuse(slot, SlotValue.of(slot, value));
    }

    /**
     * Returns the writes that are to be sent now; they are in flight after that.
     *
     * @param verdict verdict about each write; a deferred one also defers those behind it
     */
    List<SlotWrite> send(long now, Function<SlotWrite, Verdict> verdict) {
        return writes.send(
                now,
                verdict,
                never -> refuse(never.slot(), SlotValue.of(never.slot(), never.value())));
    }

    /** Records the version of the server's object. */
    void versionReceived(int newVersion) {
        version = newVersion;
        if (isSettled()) {
            knownVersion = newVersion;
        }
    }

    /** Records the value that the server reported; undefined if the slot is deleted. */
    void reported(String slot, AmfValue value) {
        if (state == State.JOINING && reported.has(slot)) {
            writtenWhileJoining.put(slot, SlotMap.Sized.NOTHING);
        }
        unreadable.remove(slot);
        read.addAll(AmfKind.of(value));
        reported.put(slot, value);
    }

    /** Returns whether another client wrote the slot while the server was reporting its slots. */
    boolean isWrittenWhileJoining(String slot) {
        return writtenWhileJoining.has(slot) && !isPending(slot);
    }

    /** Returns whether a deletion of the slot is in flight. */
    boolean isDeleting(String slot) {
        return writes.isDeleting(slot);
    }

    /**
     * Records that the server acknowledged a write.
     *
     * @return when the write was requested; empty if none is in flight
     */
    OptionalLong acknowledged(String slot) {
        if (!writes.isInFlight(slot)) {
            late(slot);
            return OptionalLong.empty();
        }
        PendingWrite write = writes.landed(slot);
        read.addAll(AmfKind.of(write.value()));
        reported.put(slot, write.value());
        unreadable.remove(slot);
        writtenWhileJoining.remove(slot);
        return OptionalLong.of(write.since());
    }

    /** Accepts an acknowledgement that arrived after the timeout. */
    private void late(String slot) {
        SlotValue requested = refused.remove(slot);
        if (requested != null) {
            reported.put(slot, requested.value());
        }
    }
}
