package io.multiconnection.replica;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

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

    private record Write(AmfValue value, int bytes, long since, long sent) {

        static final Write NOTHING = new Write(AmfUndefined.UNDEFINED, 0, 0, 0);

        static Write of(String slot, AmfValue value, long since) {
            return new Write(value, SlotSize.of(slot, value), since, 0);
        }

        Write sentAt(long now) {
            return new Write(value, bytes, since, now);
        }
    }

    private final int server;
    private final String label;
    private Slots said = new Slots();
    private Slots before = new Slots();
    private final Map<String, Write> ready = new LinkedHashMap<>();
    private final Map<String, Write> behind = new HashMap<>();
    private final Map<String, Write> inFlight = new LinkedHashMap<>();
    private final Map<String, AmfValue> doubtful = new HashMap<>();
    private final Set<String> live = new HashSet<>();
    private final Map<String, AmfValue> refused = new LinkedHashMap<>();
    private State state = State.AWAY;
    private int inFlightBytes;
    private int version;
    private int knownVersion;
    private boolean known;
    private boolean stale;
    private boolean equal;

    Copy(int server, String label) {
        this.server = server;
        this.label = label;
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
        Write last = behind.getOrDefault(slot, ready.getOrDefault(slot, inFlight.get(slot)));
        return last == null ? said.get(slot) : last.value();
    }

    /** Whether something is on its way. */
    boolean isPending(String slot) {
        return inFlight.containsKey(slot) || ready.containsKey(slot);
    }

    boolean isInFlight(String slot) {
        return inFlight.containsKey(slot);
    }

    /** Whether the server has not refused to write the slot. */
    boolean isWritable(String slot) {
        return !refused.containsKey(slot);
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
        return before.get(slot).equals(value) || value.equals(doubtful.get(slot));
    }

    /** What it held before is of no interest any more. */
    void forgetBefore() {
        live.clear();
        before = new Slots();
        doubtful.clear();
    }

    /** The server is gone. What it did of what it was asked for shows when it is back. */
    void leave() {
        inFlight.forEach((slot, write) -> doubtful.put(slot, write.value()));
        ready.clear();
        inFlight.clear();
        behind.clear();
        inFlightBytes = 0;
        refused.clear();
        live.clear();
        if (isSettled() || !known) {
            before = said;
            known = isJoined();
            knownVersion = version;
        }
        said = new Slots();
        state = State.AWAY;
    }

    /** The slots that are in flight. */
    List<String> inFlight() {
        return List.copyOf(inFlight.keySet());
    }

    /** The server does not do what it is asked for: the slot is this instead. */
    void refused(String slot, AmfValue value) {
        refused.put(slot, landed(slot).value());
        if (refused.size() > MAX_REFUSED) {
            refused.remove(refused.keySet().iterator().next());
        }
        ready.remove(slot);
        said.put(slot, value);
    }

    /** When {@link #overdue} is to be asked; {@link Long#MAX_VALUE} for never. */
    long wake() {
        return inFlight.isEmpty()
                ? Long.MAX_VALUE
                : inFlight.values().iterator().next().sent() + PATIENCE_MILLIS;
    }

    /** The slots that have been in flight for too long. */
    List<String> overdue(long now) {
        return inFlight.entrySet().stream()
                .takeWhile(entry -> entry.getValue().sent() + PATIENCE_MILLIS <= now)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A slot whose write was refused may be tried again. */
    void forgive(String slot) {
        refused.remove(slot);
    }

    /** Asks the server to set a slot, if it is there and will not hold that anyway. */
    void write(String slot, AmfValue value, long now) {
        if (!isJoined() || !isWritable(slot)) {
            return;
        }
        Write last = inFlight.get(slot);
        Map<String, Write> waiting = last == null ? ready : behind;
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
        Iterator<Map.Entry<String, Write>> next = ready.entrySet().iterator();
        while (inFlightBytes < WINDOW_BYTES && next.hasNext()) {
            Map.Entry<String, Write> entry = next.next();
            next.remove();
            inFlight.put(entry.getKey(), entry.getValue().sentAt(now));
            inFlightBytes += entry.getValue().bytes();
            writes.add(new SlotWrite(entry.getKey(), entry.getValue().value()));
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
            live.add(slot);
        }
        said.put(slot, value);
    }

    /** Whether somebody wrote the slot while the server was telling what it holds. */
    boolean isLive(String slot) {
        return live.contains(slot) && !isPending(slot);
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
        if (!inFlight.containsKey(slot)) {
            late(slot);
            return OptionalLong.empty();
        }
        Write write = landed(slot);
        said.put(slot, write.value());
        live.remove(slot);
        return OptionalLong.of(write.since());
    }

    /** It was given up too early. */
    private void late(String slot) {
        AmfValue asked = refused.remove(slot);
        if (asked != null) {
            said.put(slot, asked);
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
