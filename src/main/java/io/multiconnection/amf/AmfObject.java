package io.multiconnection.amf;

import io.multiconnection.amf.GraphNode.Children;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object, anonymous or typed (AMF0, sections 2.5 and 2.18; AMF3, section 3.12).
 *
 * @param properties live and in order of insertion, sealed members included. A sealed member
 *     without a property is written as undefined.
 */
public record AmfObject(AmfTraits traits, Map<String, AmfValue> properties)
        implements AmfValue, GraphNode {

    /** Copies {@code properties}. */
    public AmfObject {
        properties = new LinkedHashMap<>(properties);
    }

    /** An object without properties yet. */
    public AmfObject(AmfTraits traits) {
        this(traits, Map.of());
    }

    /** An anonymous object without properties yet. */
    public AmfObject() {
        this(AmfTraits.ANONYMOUS);
    }

    /** An anonymous object; {@link #with} adds more properties. */
    public static AmfObject of(String name, AmfValue value) {
        return new AmfObject().with(name, value);
    }

    /** An anonymous object of two properties. */
    public static AmfObject of(String name1, AmfValue value1, String name2, AmfValue value2) {
        return of(name1, value1).with(name2, value2);
    }

    /** An anonymous object of three properties. */
    public static AmfObject of(
            String name1,
            AmfValue value1,
            String name2,
            AmfValue value2,
            String name3,
            AmfValue value3) {
        return of(name1, value1, name2, value2).with(name3, value3);
    }

    /** Sets a property of this object, and returns this object. */
    public AmfObject with(String name, AmfValue value) {
        properties.put(name, value);
        return this;
    }

    /** Returns a property, or undefined if there is none, as in ActionScript. */
    public AmfValue property(String name) {
        return properties.getOrDefault(name, AmfUndefined.UNDEFINED);
    }

    @Override
    public View view() {
        return new View(
                "AmfObject " + traits.className(), List.of(traits), new Children.Named(properties));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AmfObject that && AmfEquality.equal(this, that);
    }

    @Override
    public int hashCode() {
        return 31 * traits.hashCode() + properties.keySet().hashCode();
    }

    @Override
    public String toString() {
        return AmfPrinter.print(this);
    }
}
