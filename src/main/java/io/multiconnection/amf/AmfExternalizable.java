package io.multiconnection.amf;

import java.util.ArrayList;
import java.util.List;

/**
 * An object whose class writes itself through {@code IExternalizable} (AMF3, section 3.12). AMF0
 * carries it as AMF3.
 *
 * <p>Only its class knows how long the body is. The reader knows those of Flex's collections and
 * refuses the others.
 *
 * @param body live; what the class wrote, in order
 */
public record AmfExternalizable(String className, List<AmfValue> body) implements AmfValue {

    /** Copies {@code body}. */
    public AmfExternalizable {
        body = new ArrayList<>(body);
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
