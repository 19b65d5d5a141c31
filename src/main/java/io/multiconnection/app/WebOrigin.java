package io.multiconnection.app;

import java.util.Locale;

/**
 * Origin of a page (RFC 6454), as browsers serialize it: {@code https://studio.example:8443}. Two
 * spellings of an origin are equal: letters are in lower case, and default ports are filled in.
 */
record WebOrigin(String scheme, HostPort authority) {

    WebOrigin {
        authority = authority.withDefault(defaultPort(scheme));
    }

    /**
     * Reads {@code scheme://host[:port]}.
     *
     * @throws IllegalArgumentException if {@code text} is anything else, such as {@code null}, the
     *     origin of pages that have none
     */
    static WebOrigin parse(String text) {
        int end = text.indexOf("://");
        if (end >= 1 && text.chars().limit(end).allMatch(WebOrigin::isScheme)) {
            try {
                String scheme = text.substring(0, end).toLowerCase(Locale.ROOT);
                return new WebOrigin(scheme, HostPort.parse(text.substring(end + 3)));
            } catch (IllegalArgumentException _) {
                // the authority is none: named with the whole text
            }
        }
        throw new IllegalArgumentException(
                "\""
                        + HostPort.shortened(text)
                        + "\", expected scheme://host[:port] in ASCII, without a path");
    }

    /** Whether the port is the one that browsers leave out. */
    boolean hasDefaultPort() {
        return authority.port() == defaultPort(scheme);
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> HostPort.NO_PORT;
        };
    }

    private static boolean isScheme(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '-'
                || c == '.';
    }

    @Override
    public String toString() {
        return scheme + "://" + (hasDefaultPort() ? authority.host() : authority);
    }
}
