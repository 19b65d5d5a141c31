package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the leader has held of each slot since the copies were last equal. */
final class LeaderHistory {

    /** A leader that changes more often than this while the copies differ has the last word. */
    private static final int MAX_VALUES = 16;

    private final Map<String, List<AmfValue>> held = new HashMap<>();

    void add(String slot, AmfValue value) {
        List<AmfValue> values = held.computeIfAbsent(slot, _ -> new ArrayList<>());
        if (values.size() < MAX_VALUES && !values.contains(value)) {
            values.add(value);
        }
    }

    boolean has(String slot, AmfValue value) {
        List<AmfValue> values = held.getOrDefault(slot, List.of());
        return values.size() == MAX_VALUES || values.contains(value);
    }

    void forget(String slot) {
        held.remove(slot);
    }

    void clear() {
        held.clear();
    }
}
