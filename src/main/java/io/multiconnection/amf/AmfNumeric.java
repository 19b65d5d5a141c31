package io.multiconnection.amf;

/**
 * Number in either of its forms. AMF0 has doubles only (section 2.2), AMF3 also has integers
 * (sections 3.6 and 3.7), and a peer chooses by the value. Code that reads a peer's number must
 * accept this type rather than one of the two.
 */
public sealed interface AmfNumeric extends AmfValue permits AmfInteger, AmfNumber {

    /** Returns the number as a double, which holds every integer of AMF3 exactly. */
    double number();
}
