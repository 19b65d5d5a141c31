package io.multiconnection.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Role of a client in a token. */
public enum Role {
    VIEWER,
    PUBLISHER,
    OPERATOR;

    /** Returns the name in tokens. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the role of a name, if there is one. */
    static Optional<Role> named(String name) {
        return Arrays.stream(values()).filter(it -> it.wireName().equals(name)).findFirst();
    }
}
