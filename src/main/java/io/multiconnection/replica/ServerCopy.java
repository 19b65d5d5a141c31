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
 * One server's copy: what the server has said, and what it is still to be told, in a {@link
 * WriteQueue}. What a server misses while it is away it is given when it is back.
 *
 * <pre>
 * AWAY --use answered--> JOINING --quiet--> SETTLED
 * any --lost--> AWAY
 * </pre>
 */
final class ServerCopy {

    enum State {
        AWAY,
        /** Its first changes tell what it holds; they are nobody's doing. */
        JOINING,
        SETTLED
    }

    private static final int MAX_REFUSED = 4096;

    private final int server;
    private final String label;
    private final HeapCounter heap;
    private Slots said;
    private Slots before;
    private final WriteQueue writes;
    private final SlotMap<SlotValue> doubtful;
    private final SlotMap<SlotMap.Sized> live;
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
        this.said = new Slots(heap);
        this.before = new Slots(heap);
        this.writes = new WriteQueue(heap);
        this.doubtful = new SlotMap<>(heap);
        this.live = new SlotMap<>(heap);
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

    /** Whether it joined at the very first, with the others: what it holds is as good as theirs. */
    boolean isEqual() {
        return equal;
    }

    /** Whether it has ever said what it holds. */
    boolean isKnown() {
        return known;
    }

    /** Whether what it holds is older than what it held before. */
    boolean isStale() {
        return stale;
    }

    int version() {
        return version;
    }

    /** What the server has said since it joined. */
    Slots said() {
        return said;
    }

    /** What it held when it was last lost; empty once that has been compared. */
    Slots before() {
        return before;
    }

    /** What the slot will be when the server has done all it is asked for. */
    AmfValue expected(String slot) {
        PendingWrite last = writes.last(slot);
        return last == null ? said.get(slot) : last.value();
    }

    /** Whether something is on its way. */
    boolean isPending(String slot) {
        return writes.isPending(slot);
    }

    boolean isInFlight(String slot) {
        return writes.isInFlight(slot);
    }

    /** Whether the server has not refused to write the slot, and holds nothing unreadable in it. */
    boolean isWritable(String slot) {
        return !refused.has(slot) && !unreadable.has(slot);
    }

    /** The server has answered use: what it says from now on is what it holds. */
    void join(int sinceVersion, boolean asEqual) {
        stale = known && Integer.compareUnsigned(sinceVersion, knownVersion) < 0;
        equal = asEqual && !known;
        version = sinceVersion;
        state = State.JOINING;
    }

    /** It has said what it holds. */
    void settle() {
        known = true;
        knownVersion = version;
        state = State.SETTLED;
    }

    /**
     * Whether somebody has written the slot while the server was away, and not just its loss left
     * open what this session was writing.
     */
    boolean isChanged(String slot) {
        AmfValue is = said.get(slot);
        return !SlotValue.isGone(is) && !was(slot, is);
    }

    /** Whether the slot may have been this when the server was lost. */
    boolean was(String slot, AmfValue value) {
        SlotValue doubted = doubtful.get(slot);
        return before.get(slot).equals(value) || (doubted != null && value.equals(doubted.value()));
    }

    /** What it held before is of no interest any more. */
    void forgetBefore() {
        live.clear();
        before.clear();
        doubtful.clear();
    }

    /** Forgets what the server held, as too much to be kept: it returns as an unknown one. */
    void forget() {
        forgetBefore();
        known = false;
    }

    /** Lets go of everything: another copy stands in its place. */
    void clear() {
        leave();
        forget();
    }

    /** The server is gone. What it did of what it was asked for shows when it is back. */
    void leave() {
        writes.clear((slot, write) -> doubtful.put(slot, write.slotValue()));
        refused.clear();
        unreadable.clear();
        live.clear();
        if (isSettled() || !known) {
            before.clear();
            before = said;
            said = new Slots(heap);
            known = isJoined();
            knownVersion = version;
        }
        said.clear();
        state = State.AWAY;
    }

    /** The slots that are in flight. */
    List<String> inFlight() {
        return writes.slotsInFlight();
    }

    /** The server does not do what it is asked for: the slot is this instead. */
    void refused(String slot, AmfValue value) {
        refuse(slot, writes.landed(slot).slotValue());
        writes.cancelReady(slot);
        said.put(slot, value);
    }

    private void refuse(String slot, SlotValue asked) {
        refused.put(slot, asked);
        if (refused.size() > MAX_REFUSED) {
            refused.remove(refused.names().iterator().next());
        }
    }

    /**
     * When {@link #overdue} and {@link #send} are to be asked; {@link Long#MAX_VALUE} for never.
     */
    long wake() {
        return writes.wake();
    }

    /** The slots that have been in flight for too long. */
    List<String> overdue(long now) {
        return writes.overdue(now);
    }

    /** A slot whose write was refused, or whose value was unreadable, may be written. */
    void forgive(String slot) {
        refused.remove(slot);
        unreadable.remove(slot);
    }

    /**
     * The server holds in a slot what cannot be read. Nothing is written over it, and the server
     * has no say in the slot, until it says something else or the client writes the slot.
     */
    void unreadable(String slot) {
        writes.cancelReady(slot);
        said.put(slot, AmfUndefined.UNDEFINED);
        unreadable.put(slot, SlotMap.Sized.NOTHING);
        if (unreadable.size() > MAX_REFUSED) {
            unreadable.remove(unreadable.names().iterator().next());
        }
    }

    /** Asks the server to set a slot, if it is there and will not hold that anyway. */
    void write(String slot, AmfValue value, long now) {
        if (!isJoined() || !isWritable(slot)) {
            return;
        }
        PendingWrite last = writes.inFlight(slot);
        AmfValue without = last == null ? said.get(slot) : last.value();
        // Who is joining may hold what it has not said yet.
        boolean saysAll = state != State.JOINING || !SlotValue.isGone(value);
        if (saysAll && without.equals(value)) {
            writes.cancel(slot);
        } else {
            writes.add(slot, value, now);
        }
    }

    /** Whether the server is known to read values like this one: it has said or written some. */
    boolean reads(AmfValue value) {
        return AmfKind.of(value).stream().allMatch(kind -> kind.isPlain() || read.contains(kind));
    }

    /** The server is not asked for this value, and has no say in the slot. */
    void keepAway(String slot, AmfValue value) {
        writes.cancelReady(slot);
        refuse(slot, SlotValue.of(slot, value));
    }

    /**
     * What is to be sent now, and is in flight from now on.
     *
     * @param verdict about each write; one that waits holds up those behind it
     */
    List<SlotWrite> send(long now, Function<SlotWrite, Verdict> verdict) {
        return writes.send(
                now,
                verdict,
                never -> refuse(never.slot(), SlotValue.of(never.slot(), never.value())));
    }

    /** The server said what version its object has. */
    void heard(int newVersion) {
        version = newVersion;
        if (isSettled()) {
            knownVersion = newVersion;
        }
    }

    /** The server said what the slot is now; undefined: it is gone. */
    void said(String slot, AmfValue value) {
        if (state == State.JOINING && said.has(slot)) {
            live.put(slot, SlotMap.Sized.NOTHING);
        }
        unreadable.remove(slot);
        read.addAll(AmfKind.of(value));
        said.put(slot, value);
    }

    /** Whether somebody wrote the slot while the server was telling what it holds. */
    boolean isLive(String slot) {
        return live.has(slot) && !isPending(slot);
    }

    /** Whether the slot is on its way to be gone. */
    boolean isDeleting(String slot) {
        return writes.isDeleting(slot);
    }

    /**
     * The server did what it was asked for.
     *
     * @return since when it was to do that; empty if it was not asked at all
     */
    OptionalLong acknowledged(String slot) {
        if (!writes.isInFlight(slot)) {
            late(slot);
            return OptionalLong.empty();
        }
        PendingWrite write = writes.landed(slot);
        read.addAll(AmfKind.of(write.value()));
        said.put(slot, write.value());
        unreadable.remove(slot);
        live.remove(slot);
        return OptionalLong.of(write.since());
    }

    /** It was given up too early. */
    private void late(String slot) {
        SlotValue asked = refused.remove(slot);
        if (asked != null) {
            said.put(slot, asked.value());
        }
    }
}
