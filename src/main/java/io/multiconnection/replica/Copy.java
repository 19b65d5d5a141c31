package io.multiconnection.replica;

import io.multiconnection.amf.AmfKind;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

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

    /** A write that has to wait for others is considered again after this time. */
    private static final long ASK_AGAIN_MILLIS = 250;

    private final int server;
    private final String label;
    private final HeapCount heap;
    private Slots said;
    private Slots before;
    private final SlotMap<PendingWrite> ready;
    private final SlotMap<PendingWrite> behind;
    private final SlotMap<PendingWrite> inFlight;
    private final SlotMap<SlotValue> doubtful;
    private final SlotMap<SlotMap.Sized> live;
    private final SlotMap<SlotValue> refused;
    private final Set<AmfKind> read = EnumSet.noneOf(AmfKind.class);
    private final SlotMap<SlotMap.Sized> unreadable;
    private State state = State.AWAY;
    private long askAt = Long.MAX_VALUE;
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
        PendingWrite last = behind.get(slot);
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
        askAt = Long.MAX_VALUE;
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
        refuse(slot, landed(slot).slotValue());
        ready.remove(slot);
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
        long overdue =
                inFlight.isEmpty()
                        ? Long.MAX_VALUE
                        : inFlight.entries().iterator().next().getValue().sent() + PATIENCE_MILLIS;
        return Math.min(askAt, overdue);
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
        PendingWrite last = inFlight.get(slot);
        SlotMap<PendingWrite> waiting = last == null ? ready : behind;
        AmfValue without = last == null ? said.get(slot) : last.value();
        // Who is joining may hold what it has not said yet.
        boolean saysAll = state != State.JOINING || !Slots.isGone(value);
        if (saysAll && without.equals(value)) {
            waiting.remove(slot);
        } else {
            waiting.put(slot, PendingWrite.of(slot, value, now));
        }
    }

    /** Whether the server is known to read values like this one: it has said or written some. */
    boolean reads(AmfValue value) {
        return AmfKind.of(value).stream().allMatch(kind -> kind.isPlain() || read.contains(kind));
    }

    /** The server is not asked for this value, and has no say in the slot. */
    void keepAway(String slot, AmfValue value) {
        ready.remove(slot);
        refuse(slot, SlotValue.of(slot, value));
    }

    /**
     * What is to be sent now, and is in flight from now on.
     *
     * @param verdict about each write; one that waits holds up those behind it
     */
    List<SlotWrite> send(long now, Function<SlotWrite, Verdict> verdict) {
        List<SlotWrite> writes = new ArrayList<>();
        askAt = Long.MAX_VALUE;
        while (inFlightBytes < WINDOW_BYTES && !ready.isEmpty()) {
            Map.Entry<String, PendingWrite> next = ready.entries().iterator().next();
            String slot = next.getKey();
            PendingWrite write = next.getValue();
            SlotWrite asked = new SlotWrite(slot, write.value());
            switch (verdict.apply(asked)) {
                case NOW -> {
                    ready.remove(slot);
                    inFlight.put(slot, write.sentAt(now));
                    inFlightBytes += write.bytes();
                    writes.add(asked);
                }
                case NEVER -> keepAway(slot, write.value());
                case LATER -> {
                    askAt = now + ASK_AGAIN_MILLIS;
                    return writes;
                }
            }
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
        read.addAll(AmfKind.of(value));
        said.put(slot, value);
    }

    /** Whether somebody wrote the slot while the server was telling what it holds. */
    boolean isLive(String slot) {
        return live.has(slot) && !isPending(slot);
    }

    /** Whether the slot is on its way to be gone. */
    boolean isDeleting(String slot) {
        PendingWrite write = inFlight.get(slot);
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
        PendingWrite write = landed(slot);
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

    private PendingWrite landed(String slot) {
        PendingWrite write = inFlight.getOrDefault(slot, PendingWrite.NOTHING);
        inFlight.remove(slot);
        inFlightBytes -= write.bytes();
        PendingWrite next = behind.remove(slot);
        if (next != null) {
            ready.put(slot, next);
        }
        return write;
    }
}
