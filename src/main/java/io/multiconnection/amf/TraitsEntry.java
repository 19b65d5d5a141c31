package io.multiconnection.amf;

import java.util.List;

/** Entry of the table of traits, which externalizable classes share (AMF3, 3.12). */
record TraitsEntry(AmfTraits traits, boolean externalizable) {

    static TraitsEntry of(AmfTraits traits) {
        return new TraitsEntry(traits, false);
    }

    static TraitsEntry externalizable(String className) {
        return new TraitsEntry(new AmfTraits(className, false, List.of()), true);
    }

    /** Returns the number of characters in all names. */
    long length() {
        return traits.sealedMembers().stream().mapToLong(String::length).sum()
                + traits.className().length();
    }
}
