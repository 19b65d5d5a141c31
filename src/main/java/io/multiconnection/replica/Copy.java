package io.multiconnection.replica;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One server's copy: what the server has said, and what it is still to be told. A write of a slot
 * waits until the one before it is acknowledged, and all of them while the server is slow, a newer
 * one in place of an older; so what waits is bounded by what the object holds. What a server misses
 * while it is away it is given when it is back.
 *
 * <pre>
 * AWAY --use answered--> JOINING --quiet--> SETTLED
 * any --lost--> AWAY
 * </pre>
 */
final class Copy {

    enum State {
        AWAY,
        /** Its first changes tell what it holds; they are nobody's doing. */
        JOINING,
        SETTLED
    }

    /** What a server may leave unacknowledged before it is sent more. */
    private static final int WINDOW_BYTES = 1 << 20;

    /** A server that has not acknowledged a write after so long does not do it. */
    private static final long PATIENCE_MILLIS = 10_000;

    private static final int MAX_REFUSED = 4096;

    private record Write(AmfValue value, int bytes, long heap, long since, long sent)
            implements SlotMap.Sized {

        static final Write NOTHING = new Write(AmfUndefined.UNDEFINED, 0, 0, 0, 0);

        static Write of(String slot, AmfValue value, long since) {
            return new Write(value, SlotSize.of(slot, value), AmfHeapSize.of(value), since, 0);
        }

        Write sentAt(long now) {
            return new Write(value, bytes, heap, since, now);
        }

        SlotValue slotValue() {
            return new SlotValue(value, bytes, heap);
        }
    }

    private final int server;
    private final String label;
    private final HeapCount heap;
    private Slots said;
    private Slots before;
    private final SlotMap<Write> ready;
    private final SlotMap<Write> behind;
    private final SlotMap<Write> inFlight;
    private final SlotMap<SlotValue> doubtful;
    private final SlotMap<SlotMap.Sized> live;
    private final SlotMap<SlotValue> refused;
    private final SlotMap<SlotMap.Sized> unreadable;
    private State state = State.AWAY;
    private int inFlightBytes;
    private int version;
    private int knownVersion;
    private boolean known;
    private boolean stale;
    private boolean equal;

    Copy(int server, String label, HeapCount heap) {
        this.server = server;
        this.label = label;
        this.heap = heap;
        this.said = new Slots(heap);
        this.before = new Slots(heap);
        this.ready = new SlotMap<>(heap);
        this.behind = new SlotMap<>(heap);
        this.inFlight = new SlotMap<>(heap);
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
        Write last = behind.get(slot);
        last = last == null ? ready.get(slot) : last;
        last = last == null ? inFlight.get(slot) : last;
        return last == null ? said.get(slot) : last.value();
    }

    /** Whether something is on its way. */
    boolean isPending(String slot) {
        return inFlight.has(slot) || ready.has(slot);
    }

    boolean isInFlight(String slot) {
        return inFlight.has(slot);
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
        return !Slots.isGone(is) && !was(slot, is);
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
        inFlight.forEach((slot, write) -> doubtful.put(slot, write.slotValue()));
        ready.clear();
        inFlight.clear();
        behind.clear();
        inFlightBytes = 0;
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
        return List.copyOf(inFlight.names());
    }

    /** The server does not do what it is asked for: the slot is this instead. */
    void refused(String slot, AmfValue value) {
        refused.put(slot, landed(slot).slotValue());
        if (refused.size() > MAX_REFUSED) {
            refused.remove(refused.names().iterator().next());
        }
        ready.remove(slot);
        said.put(slot, value);
    }

    /** When {@link #overdue} is to be asked; {@link Long#MAX_VALUE} for never. */
    long wake() {
        return inFlight.isEmpty()
                ? Long.MAX_VALUE
                : inFlight.entries().iterator().next().getValue().sent() + PATIENCE_MILLIS;
    }

    /** The slots that have been in flight for too long. */
    List<String> overdue(long now) {
        return inFlight.entries().stream()
                .takeWhile(entry -> entry.getValue().sent() + PATIENCE_MILLIS <= now)
                .map(Map.Entry::getKey)
                .toList();
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
        ready.remove(slot);
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
        Write last = inFlight.get(slot);
        SlotMap<Write> waiting = last == null ? ready : behind;
        AmfValue without = last == null ? said.get(slot) : last.value();
        // Who is joining may hold what it has not said yet.
        boolean saysAll = state != State.JOINING || !Slots.isGone(value);
        if (saysAll && without.equals(value)) {
            waiting.remove(slot);
        } else {
            waiting.put(slot, Write.of(slot, value, now));
        }
    }

    /** What is to be sent now, and is in flight from now on. */
    List<SlotWrite> send(long now) {
        List<SlotWrite> writes = new ArrayList<>();
        while (inFlightBytes < WINDOW_BYTES && !ready.isEmpty()) {
            Map.Entry<String, Write> next = ready.entries().iterator().next();
            String slot = next.getKey();
            Write write = next.getValue();
            ready.remove(slot);
            inFlight.put(slot, write.sentAt(now));
            inFlightBytes += write.bytes();
            writes.add(new SlotWrite(slot, write.value()));
        }
        return writes;
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
        said.put(slot, value);
    }

    /** Whether somebody wrote the slot while the server was telling what it holds. */
    boolean isLive(String slot) {
        return live.has(slot) && !isPending(slot);
    }

    /** Whether the slot is on its way to be gone. */
    boolean isDeleting(String slot) {
        Write write = inFlight.get(slot);
        return write != null && write.value() instanceof AmfUndefined;
    }

    /**
     * The server did what it was asked for.
     *
     * @return since when it was to do that; empty if it was not asked at all
     */
    OptionalLong acknowledged(String slot) {
        if (!inFlight.has(slot)) {
            late(slot);
            return OptionalLong.empty();
        }
        Write write = landed(slot);
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

    private Write landed(String slot) {
        Write write = inFlight.getOrDefault(slot, Write.NOTHING);
        inFlight.remove(slot);
        inFlightBytes -= write.bytes();
        Write next = behind.remove(slot);
        if (next != null) {
            ready.put(slot, next);
        }
        return write;
    }
}
