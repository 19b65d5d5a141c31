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
import java.util.Set;

/**
 * One server's copy: what the server has said, and what it is still to be told. A write of a slot
 * waits until the one before it is acknowledged, and all of them while the server is away, so there
 * are never more than two of a slot.
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

    private final int server;
    private final String label;
    private final Slots said = new Slots();
    private final Map<String, AmfValue> unsent = new LinkedHashMap<>();
    private final Map<String, AmfValue> inFlight = new HashMap<>();
    private final Map<String, AmfValue> before = new HashMap<>();
    private final Set<String> news = new HashSet<>();
    private State state = State.AWAY;
    private int version;
    private boolean known;
    private boolean stale;
    private boolean readOnly;

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

    int version() {
        return version;
    }

    /** What the server said. */
    Slots said() {
        return said;
    }

    /** What the slot holds, or will as soon as the server has done what it was asked. */
    AmfValue held(String slot) {
        AmfValue asked = unsent.get(slot);
        if (asked == null) {
            asked = inFlight.get(slot);
        }
        return asked == null ? said.get(slot) : asked;
    }

    boolean isPending(String slot) {
        return unsent.containsKey(slot) || inFlight.containsKey(slot);
    }

    boolean isWritable() {
        return !readOnly;
    }

    /** Whether another client has changed the slot since the copies were last equal. */
    boolean isNews(String slot) {
        return news.contains(slot);
    }

    void forgetNews(String slot) {
        news.remove(slot);
    }

    /** Whether the server has ever said what it holds. */
    boolean isKnown() {
        return known;
    }

    /** The server has answered use: what it says from now on is what it holds. */
    void join(int sinceVersion) {
        stale = !known || Integer.compareUnsigned(sinceVersion, version) < 0;
        version = sinceVersion;
        said.names().forEach(slot -> before.put(slot, said.get(slot)));
        said.clear();
        news.clear();
        state = State.JOINING;
    }

    /**
     * It has said what it holds.
     *
     * @return whether that is older than what was known of it, or was never known
     */
    boolean settle() {
        if (!stale) {
            said.names().stream()
                    .filter(slot -> !said.get(slot).equals(before.get(slot)))
                    .forEach(news::add);
        }
        before.clear();
        known = true;
        state = State.SETTLED;
        return stale;
    }

    /** The server is gone; what it has not acknowledged is sent again when it is back. */
    void leave() {
        inFlight.forEach(unsent::putIfAbsent);
        inFlight.clear();
        news.clear();
        state = State.AWAY;
    }

    /** The server takes no writes. */
    void refuseWrites() {
        readOnly = true;
        unsent.clear();
        inFlight.clear();
    }

    /** Asks the server to set a slot, unless it holds that already. */
    void write(String slot, AmfValue value) {
        if (readOnly) {
            return;
        }
        if (isJoined() && !inFlight.containsKey(slot) && said.get(slot).equals(value)) {
            unsent.remove(slot);
        } else {
            unsent.put(slot, value);
        }
    }

    /** What may be sent now, and is in flight from now on. */
    List<SlotWrite> send() {
        List<SlotWrite> writes = new ArrayList<>();
        if (isJoined()) {
            Iterator<Map.Entry<String, AmfValue>> waiting = unsent.entrySet().iterator();
            while (waiting.hasNext()) {
                Map.Entry<String, AmfValue> next = waiting.next();
                if (!inFlight.containsKey(next.getKey())) {
                    inFlight.put(next.getKey(), next.getValue());
                    writes.add(new SlotWrite(next.getKey(), next.getValue()));
                    waiting.remove();
                }
            }
        }
        return writes;
    }

    /** The server said what version its object has. */
    void heard(int newVersion) {
        version = newVersion;
    }

    /** The server said that a client changed the slot; undefined: removed it. */
    void changed(String slot, AmfValue value) {
        if (Slots.isGone(value) && inFlight.get(slot) instanceof AmfUndefined) {
            acknowledged(slot);
            return;
        }
        said.put(slot, value);
        if (state == State.SETTLED) {
            news.add(slot);
        }
    }

    /**
     * The server did what it was asked for.
     *
     * @return whether it was asked at all
     */
    boolean acknowledged(String slot) {
        AmfValue asked = inFlight.remove(slot);
        if (asked != null) {
            said.put(slot, asked);
            news.remove(slot);
        }
        return asked != null;
    }
}
