package io.multiconnection.amf;

import io.multiconnection.amf.GraphNode.Children;
import java.util.ArrayList;
import java.util.List;

/**
 * An array whose elements have only ordinal indices (AMF0, section 2.12; AMF3, section 3.11).
 *
 * @param elements live
 */
public record AmfStrictArray(List<AmfValue> elements) implements AmfValue, GraphNode {

    /** Copies {@code elements}. */
    public AmfStrictArray {
        elements = new ArrayList<>(elements);
    }

    /** An array without elements yet. */
    public AmfStrictArray() {
        this(List.of());
    }

    /** An array of {@code elements}. */
    public static AmfStrictArray of(AmfValue... elements) {
        return new AmfStrictArray(List.of(elements));
    }

    @Override
    public View view() {
        return new View("AmfStrictArray ", List.of(), new Children.Indexed(elements));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AmfStrictArray that && AmfEquality.equal(this, that);
    }

    @Override
    public int hashCode() {
        return elements.size();
    }

    @Override
    public String toString() {
        return AmfPrinter.print(this);
    }
}
