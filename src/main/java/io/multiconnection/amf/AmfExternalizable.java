package io.multiconnection.amf;

import io.multiconnection.amf.GraphNode.Children;
import java.util.ArrayList;
import java.util.List;

/**
 * An object whose class writes itself through {@code IExternalizable} (AMF3, section 3.12). AMF0
 * carries it as AMF3.
 *
 * <p>Only the class knows the length of its body, so an unknown class makes the rest of a message
 * unreadable. Reader and writer support {@link #CLASSES}, whose body is one value, and reject
 * others.
 *
 * @param body live; values that the class wrote, in order
 */
public record AmfExternalizable(String className, List<AmfValue> body)
        implements AmfValue, GraphNode {

    /** Known classes: the collections of Flex. */
    public static final List<String> CLASSES =
            List.of(
                    "flex.messaging.io.ArrayCollection",
                    "flex.messaging.io.ArrayList",
                    "flex.messaging.io.ObjectProxy");

    /** Values in the body of each known class: the array or the object that it wraps. */
    static final int BODY_VALUES = 1;

    private static final int MAX_SHOWN = 100;

    /** Copies {@code body}. */
    public AmfExternalizable {
        body = new ArrayList<>(body);
    }

    /**
     * Checks that the object can be written.
     *
     * @throws AmfException if its class is unknown, or its body does not match the class
     */
    public void check() {
        if (!CLASSES.contains(className)) {
            throw new AmfException(unknown(shown(className)));
        }
        if (body.size() != BODY_VALUES) {
            throw new AmfException(
                    "externalizable class %s with a body of %d values, expected %d: what it wraps"
                            .formatted(className, body.size(), BODY_VALUES));
        }
    }

    static String unknown(String name) {
        return "externalizable class " + name + ", expected one of " + CLASSES;
    }

    /** Returns the beginning of a class name, without characters that could forge a log line. */
    static String shown(String className) {
        StringBuilder shown = new StringBuilder(className);
        shown.setLength(Math.min(className.length(), MAX_SHOWN));
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.toString();
    }

    @Override
    public View view() {
        return new View(
                "AmfExternalizable " + className, List.of(className), new Children.Indexed(body));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AmfExternalizable that && AmfEquality.equal(this, that);
    }

    @Override
    public int hashCode() {
        return className.hashCode();
    }

    @Override
    public String toString() {
        return AmfPrinter.print(this);
    }
}
