package io.multiconnection.amf;

import java.util.List;

/**
 * Traits of an object's class (AMF3, section 3.12). AMF0 has only the class name (section 2.18):
 * objects are read from it as dynamic.
 *
 * @param className registered name of the class; empty for an anonymous object
 * @param dynamic whether an object may have properties besides the sealed members
 * @param sealedMembers properties of every object of the class, in the order of the wire
 */
public record AmfTraits(String className, boolean dynamic, List<String> sealedMembers) {

    /** The traits of {@code {}}, an object without a class. */
    public static final AmfTraits ANONYMOUS = dynamic("");

    public AmfTraits {
        sealedMembers = List.copyOf(sealedMembers);
    }

    /** Returns the traits of a class with dynamic properties only, as AMF0 has them. */
    public static AmfTraits dynamic(String className) {
        return new AmfTraits(className, true, List.of());
    }
}
