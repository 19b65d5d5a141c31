package io.multiconnection.gateway;

import java.util.Arrays;
import java.util.Optional;

/** Operation on servers that a token may allow. */
public enum Operation {
    PUBLISH("publish"),
    PLAY("play"),
    CALL("call"),
    SHARED_OBJECTS("sharedObjects");

    private final String wireName;

    Operation(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name in tokens and in the configuration. */
    public String wireName() {
        return wireName;
    }

    /** Returns the operation of a name, if there is one. */
    public static Optional<Operation> named(String name) {
        return Arrays.stream(values()).filter(it -> it.wireName.equals(name)).findFirst();
    }
}
