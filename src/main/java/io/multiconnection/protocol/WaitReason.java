package io.multiconnection.protocol;

import java.util.Locale;

/** Reasons for which a pending client waits (PROTOCOL.md, section 17). */
public enum WaitReason {
    DIRECTORY("The directory of rooms has not come yet."),
    ADMISSION("The application that admits has not answered yet."),
    OPERATOR("An operator decides."),
    PLACE("Whether a place is free shows in a moment.");

    private final String text;

    WaitReason(String text) {
        this.text = text;
    }

    /** Returns the reason in plain words. */
    public String text() {
        return text;
    }

    /** Returns the reason in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
