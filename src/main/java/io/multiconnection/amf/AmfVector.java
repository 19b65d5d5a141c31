package io.multiconnection.amf;

import io.multiconnection.amf.GraphNode.Children;
import java.util.ArrayList;
import java.util.List;

/** A {@code Vector} (AMF3, section 3.15). AMF0 carries it as AMF3. */
public sealed interface AmfVector extends AmfValue {

    /** Returns the elements in order. */
    List<?> elements();

    /** Returns whether the length is fixed. */
    boolean fixed();

    /** A {@code Vector.<int>}. Immutable. */
    record OfInt(List<Integer> elements, boolean fixed) implements AmfVector {
        public OfInt {
            elements = List.copyOf(elements);
        }
    }

    /** A {@code Vector.<uint>}. Immutable; elements are 0 to 4294967295. */
    record OfUint(List<Long> elements, boolean fixed) implements AmfVector {
        public OfUint {
            elements = List.copyOf(elements);
            for (long element : elements) {
                if (element < 0 || element > 0xFFFF_FFFFL) {
                    throw new IllegalArgumentException(
                            "uint " + element + ", expected 0..4294967295");
                }
            }
        }
    }

    /** A {@code Vector.<Number>}. Immutable. */
    record OfDouble(List<Double> elements, boolean fixed) implements AmfVector {
        public OfDouble {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A {@code Vector} of any other type.
     *
     * @param className the class of the elements, {@code *} for any
     * @param elements live
     */
    record OfObject(String className, List<AmfValue> elements, boolean fixed)
            implements AmfVector, GraphNode {

        /** Copies {@code elements}. */
        public OfObject {
            elements = new ArrayList<>(elements);
        }

        @Override
        public View view() {
            return new View(
                    "AmfVector " + className,
                    List.of(className, fixed),
                    new Children.Indexed(elements));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfObject that && AmfEquality.equal(this, that);
        }

        @Override
        public int hashCode() {
            return 31 * className.hashCode() + elements.size();
        }

        @Override
        public String toString() {
            return AmfPrinter.print(this);
        }
    }
}
