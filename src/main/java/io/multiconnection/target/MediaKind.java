package io.multiconnection.target;

import java.util.Locale;

/** Kind of the messages of a published stream, in metrics. */
public enum MediaKind {
    AUDIO,
    VIDEO,
    DATA;

    /** Returns the name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
