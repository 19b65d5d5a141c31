package io.multiconnection.amf;

import io.multiconnection.amf.GraphNode.Children;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An array with named elements (AMF0, section 2.10; AMF3, section 3.11). Elements with an ordinal
 * index have it as their name: "0", "1", ...
 *
 * <p>AMF3 has one type for all arrays. There an ECMA array is one with an associative part, so an
 * empty one is read back as an empty {@link AmfStrictArray}.
 *
 * @param properties live and in order of insertion
 */
public record AmfEcmaArray(Map<String, AmfValue> properties) implements AmfValue, GraphNode {

    /** Copies {@code properties}. */
    public AmfEcmaArray {
        properties = new LinkedHashMap<>(properties);
    }

    /** An array without elements yet. */
    public AmfEcmaArray() {
        this(Map.of());
    }

    /** Sets an element of this array, and returns this array. */
    public AmfEcmaArray with(String name, AmfValue value) {
        properties.put(name, value);
        return this;
    }

    /** Returns an element, or undefined if there is none, as in ActionScript. */
    public AmfValue property(String name) {
        return properties.getOrDefault(name, AmfUndefined.UNDEFINED);
    }

    @Override
    public View view() {
        return new View("AmfEcmaArray ", List.of(), new Children.Named(properties));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AmfEcmaArray that && AmfEquality.equal(this, that);
    }

    @Override
    public int hashCode() {
        return properties.keySet().hashCode();
    }

    @Override
    public String toString() {
        return AmfPrinter.print(this);
    }
}
