package io.multiconnection.protocol;

import java.util.Locale;

/** What a pending client waits for (PROTOCOL.md, section 17). */
public enum WaitReason {
    DIRECTORY("The directory of rooms has not come yet."),
    ADMISSION("The application that admits has not answered yet."),
    OPERATOR("An operator decides."),
    PLACE("Whether a place is free shows in a moment.");

    private final String text;

    WaitReason(String text) {
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
