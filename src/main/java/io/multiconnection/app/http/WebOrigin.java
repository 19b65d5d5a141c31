package io.multiconnection.app.http;

import java.util.Locale;

/**
 * Origin of a page (RFC 6454) as browsers serialize it: {@code https://studio.example:8443}.
 * Normalized: letters are in lower case, and default ports are filled in.
 */
record WebOrigin(String scheme, HostPort authority) {

    WebOrigin {
        authority = authority.withDefault(defaultPort(scheme));
    }

    /**
     * Parses {@code scheme://host[:port]}.
     *
     * @throws IllegalArgumentException for any other text, such as {@code null}, the serialized
     *     opaque origin
     */
    static WebOrigin parse(String text) {
        int end = text.indexOf("://");
        if (end >= 1 && text.chars().limit(end).allMatch(WebOrigin::isScheme)) {
            try {
                String scheme = text.substring(0, end).toLowerCase(Locale.ROOT);
                return new WebOrigin(scheme, HostPort.parse(text.substring(end + 3)));
            } catch (IllegalArgumentException _) {
                // reported below with the whole text
            }
        }
        throw new IllegalArgumentException(
                "\""
                        + HostPort.shortened(text)
                        + "\", expected scheme://host[:port] in ASCII, without a path");
    }

    /** Whether the port is the default of the scheme, which browsers omit. */
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
