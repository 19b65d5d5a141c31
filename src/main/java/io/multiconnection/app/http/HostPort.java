package io.multiconnection.app.http;

import java.util.Locale;

/**
 * Host with an optional port, as in {@code gateway.example:8080}. Hosts are in lower case, IPv6
 * addresses in brackets.
 *
 * @param port 1 to 65535, or {@value #NO_PORT} for none
 */
public record HostPort(String host, int port) {

    static final int NO_PORT = -1;

    private static final int MAX_HOST = 253;
    private static final int MAX_PORT = 65535;

    /**
     * Parses {@code host[:port]}.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static HostPort parse(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        String host = end < 0 ? text : text.substring(0, end);
        String rest = text.substring(host.length());
        if (!isHost(host) || !(rest.isEmpty() || isPort(rest))) {
            throw new IllegalArgumentException(
                    "\"" + shortened(text) + "\", expected host[:port] in ASCII");
        }
        int port = rest.isEmpty() ? NO_PORT : Integer.parseInt(rest, 1, rest.length(), 10);
        return new HostPort(host.toLowerCase(Locale.ROOT), port);
    }

    /**
     * Returns the host and port of a request, where IPv6 addresses may lack their brackets. An
     * invalid host becomes {@code invalid}, a reserved name (RFC 2606).
     */
    static HostPort of(String host, int port) {
        String whole = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return new HostPort(
                isHost(whole) ? whole.toLowerCase(Locale.ROOT) : "invalid",
                port > 0 ? port : NO_PORT);
    }

    /** Whether a port was given. */
    public boolean hasPort() {
        return port != NO_PORT;
    }

    /** Returns this host with {@code port}, or unchanged if it has a port. */
    HostPort withDefault(int port) {
        return hasPort() ? this : new HostPort(host, port);
    }

    /** Whether {@code other} has the same host, and the same port if this has one. */
    boolean covers(HostPort other) {
        return host.equals(other.host) && (!hasPort() || port == other.port);
    }

    /** Whether the host is an IP address, which DNS cannot redirect. */
    boolean isAddress() {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || isDigit(c));
    }

    /** Returns a text for an error message, at most as long as the longest host. */
    public static String shortened(String text) {
        return text.length() <= MAX_HOST ? text : text.substring(0, MAX_HOST) + "…";
    }

    private static boolean isHost(String text) {
        if (text.isEmpty() || text.length() > MAX_HOST) {
            return false;
        }
        return text.startsWith("[")
                ? text.length() > 2
                        && text.endsWith("]")
                        && text.substring(1, text.length() - 1).chars().allMatch(HostPort::isIpv6)
                : text.chars().allMatch(HostPort::isName);
    }

    private static boolean isPort(String text) {
        if (text.length() < 2 || text.length() > 6 || text.charAt(0) != ':') {
            return false;
        }
        if (!text.chars().skip(1).allMatch(HostPort::isDigit)) {
            return false;
        }
        int port = Integer.parseInt(text, 1, text.length(), 10);
        return port > 0 && port <= MAX_PORT;
    }

    private static boolean isIpv6(int c) {
        return c == ':' || c == '.' || (c < 128 && Character.digit(c, 16) >= 0);
    }

    private static boolean isName(int c) {
        return c == '-' || c == '.' || c == '_' || isDigit(c) || isLetter(c);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    @Override
    public String toString() {
        return hasPort() ? host + ":" + port : host;
    }
}
