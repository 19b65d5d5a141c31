package io.multiconnection.memory;

import java.util.Locale;

/** Reasons why a holder of memory is ended. */
public enum MemoryOverrun {
    /** The holder is over its own share. */
    HOLDER("this connection holds more memory than one may"),

    /** The holders of its client address are over their share, and it is the largest of them. */
    ADDRESS("the connections of this address hold more memory than they may"),

    /** The budget is used up, and it is the largest holder. */
    TOTAL("the gateway is out of memory for its peers; try again later");

    private final String text;

    MemoryOverrun(String text) {
        this.text = text;
    }

    /** Returns the reason in words that are fit for a close frame: ASCII, at most 123 bytes. */
    public String text() {
        return text;
    }

    /** Returns the value of the label {@code reason} of metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
