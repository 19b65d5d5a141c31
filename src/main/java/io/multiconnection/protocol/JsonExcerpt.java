package io.multiconnection.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Excerpts of a client's JSON for error messages. */
final class JsonExcerpt {

    private static final int MAX_CHARS = 60;

    private JsonExcerpt() {}

    /** Returns {@code text}, its first 60 characters if it is longer. */
    static String of(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
    }

    /** Returns the JSON type of {@code node}, such as {@code array}. */
    static String type(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
