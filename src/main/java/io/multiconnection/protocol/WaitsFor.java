package io.multiconnection.protocol;

import java.util.Locale;

/** What a pending client waits for (PROTOCOL.md, section 15). */
public enum WaitsFor {
    DIRECTORY("The directory of rooms has not come yet."),
    ADMISSION("The application that admits has not answered yet."),
    OPERATOR("An operator decides."),
    PLACE("Whether a place is free shows in a moment.");

    private final String text;

    WaitsFor(String text) {
        this.text = text;
    }

    /** The same in plain words. */
    public String text() {
        return text;
    }

    /** As it is written in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
