package io.multiconnection.amf;

import java.util.List;
import java.util.Map;

/**
 * Value that contains other values, as {@link AmfEquality} and {@link AmfPrinter} see it. They walk
 * graphs of nodes and know no type of value.
 */
interface GraphNode {

    /** Returns the content of this node as it is now. */
    View view();

    /**
     * Content of a node.
     *
     * @param title type and class name, for people
     * @param attributes everything that is not a contained value
     */
    record View(String title, List<Object> attributes, Children children) {}

    /** Values that a node contains. */
    sealed interface Children {

        /** Properties by their names. */
        record Named(Map<String, ?> values) implements Children {}

        /** Elements in their order. */
        record Indexed(List<?> values) implements Children {}
    }
}
