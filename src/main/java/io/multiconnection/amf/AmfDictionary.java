package io.multiconnection.amf;

import io.multiconnection.amf.GraphNode.Children;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A {@code Dictionary}, whose keys are any values (AMF3, section 3.16). AMF0 carries it as AMF3.
 *
 * <p>ActionScript compares keys that are objects by identity, so two keys here may be equal: the
 * entries are a list.
 *
 * @param entries live
 * @param weakKeys whether the dictionary does not keep its keys alive
 */
public record AmfDictionary(List<Entry> entries, boolean weakKeys) implements AmfValue, GraphNode {

    /** One key and its value. */
    public record Entry(AmfValue key, AmfValue value) {}

    /** Copies {@code entries}. */
    public AmfDictionary {
        entries = new ArrayList<>(entries);
    }

    /** Returns keys and values in turn, in the order of the wire. */
    public List<AmfValue> keysAndValues() {
        return entries.stream().flatMap(entry -> Stream.of(entry.key(), entry.value())).toList();
    }

    @Override
    public View view() {
        return new View("AmfDictionary ", List.of(weakKeys), new Children.Indexed(keysAndValues()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AmfDictionary that && AmfEquality.equal(this, that);
    }

    @Override
    public int hashCode() {
        return 31 * entries.size() + Boolean.hashCode(weakKeys);
    }

    @Override
    public String toString() {
        return AmfPrinter.print(this);
    }
}
