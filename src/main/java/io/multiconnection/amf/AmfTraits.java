package io.multiconnection.amf;

import java.util.List;

/**
 * What is known of an object's class (AMF3, section 3.12). AMF0 knows only the class name (section
 * 2.18): there an object is read as dynamic and written without the difference.
 *
 * @param className the name under which the class is registered; empty for an anonymous object
 * @param dynamic whether an object may have properties besides the sealed members
 * @param sealedMembers the properties that every object of the class has, in the order of the wire
 */
public record AmfTraits(String className, boolean dynamic, List<String> sealedMembers) {

    /** The traits of {@code {}}, an object without a class. */
    public static final AmfTraits ANONYMOUS = dynamic("");

    public AmfTraits {
        sealedMembers = List.copyOf(sealedMembers);
    }

    /** A class that has dynamic properties only, as AMF0 knows them. */
    public static AmfTraits dynamic(String className) {
        return new AmfTraits(className, true, List.of());
    }
}
