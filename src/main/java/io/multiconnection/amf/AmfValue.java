package io.multiconnection.amf;

/**
 * A value of ActionScript as AMF0 and AMF3 carry it.
 *
 * <p>Each type is a record that stands for one type of the specifications; a {@code switch} over
 * them needs no {@code default}. Scalars are immutable. The containers ({@link AmfObject}, {@link
 * AmfEcmaArray}, {@link AmfStrictArray}, {@link AmfVector.OfObject}, {@link AmfDictionary}, {@link
 * AmfExternalizable}) hold live, insertion-ordered collections, because a graph may share values
 * and hold cycles; they belong to one thread at a time.
 *
 * <p>{@code equals} compares structure and ends on cycles, {@code hashCode} looks at one level
 * only, and {@code toString} is cut at a depth and a length. Mutating a container changes its hash
 * code.
 */
public sealed interface AmfValue
        permits AmfUndefined,
                AmfNull,
                AmfBoolean,
                AmfNumeric,
                AmfString,
                AmfDate,
                AmfXml,
                AmfXmlDocument,
                AmfByteArray,
                AmfObject,
                AmfEcmaArray,
                AmfStrictArray,
                AmfVector,
                AmfDictionary,
                AmfExternalizable {

    /** Returns a string. */
    static AmfString of(String value) {
        return new AmfString(value);
    }

    /** Returns a number; an {@code int} becomes a number, too. */
    static AmfNumber of(double value) {
        return new AmfNumber(value);
    }

    /** Returns a Boolean. */
    static AmfBoolean of(boolean value) {
        return new AmfBoolean(value);
    }
}
