package io.multiconnection.rtmp.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parser of RTMP URLs as broadcasters use them. They differ from URIs (RFC 3986): encoders send
 * path and query as typed, {@code #} starts no fragment, and hosts may contain {@code _}. The cases
 * are in {@code vectors/rtmp-urls.json}, which the TypeScript SDK shares.
 */
final class RtmpUrlReader {

    /** Longest URL, in characters. */
    static final int MAX_LENGTH = 4096;

    /** Components of a URL, as those of {@code RtmpUrl}. */
    record Parts(
            boolean secure,
            String host,
            int port,
            String app,
            String query,
            @Nullable Credentials credentials) {}

    private static final int RTMP_PORT = 1935;
    private static final int RTMPS_PORT = 443;

    private RtmpUrlReader() {}

    /** Parses a URL in linear time; its length is checked first. */
    static Parts read(String given) {
        String text = checked(given);
        String scheme = scheme(text);
        boolean secure = scheme.equals("rtmps");
        if (!secure && !scheme.equals("rtmp")) {
            throw new IllegalArgumentException(
                    "a URL of scheme " + QuotedInput.text(scheme) + ", expected rtmp or rtmps");
        }
        int start = scheme.length() + 3;
        int slash = text.indexOf('/', start);
        int end = slash < 0 ? text.length() : slash;
        int at = end > start ? text.lastIndexOf('@', end - 1) : -1;
        boolean hasUser = at >= start;
        String hostAndPort = end < start ? "" : text.substring(hasUser ? at + 1 : start, end);
        if (hostAndPort.isEmpty() || !text.startsWith("://", scheme.length())) {
            throw new IllegalArgumentException(
                    "a URL without a host, expected " + scheme + "://host/app");
        }
        Credentials credentials = hasUser ? Credentials.read(text.substring(start, at)) : null;
        return parts(secure, hostAndPort, text.substring(end), credentials);
    }

    private static Parts parts(
            boolean secure, String hostAndPort, String rest, @Nullable Credentials credentials) {
        int colon = portColon(hostAndPort);
        String host = host(colon < 0 ? hostAndPort : hostAndPort.substring(0, colon));
        int port = port(colon < 0 ? "" : hostAndPort.substring(colon + 1), secure);
        int mark = rest.indexOf('?');
        String app = withoutOuterSlashes(mark < 0 ? rest : rest.substring(0, mark));
        if (app.isEmpty()) {
            throw new IllegalArgumentException(
                    "a URL without an application, expected "
                            + server(secure, host, port)
                            + "/app");
        }
        return new Parts(
                secure, host, port, app, mark < 0 ? "" : rest.substring(mark + 1), credentials);
    }

    /**
     * Checks the length and characters of a URL, and returns it without surrounding white space.
     */
    static String checked(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a URL of " + text.length() + " characters, expected up to " + MAX_LENGTH);
        }
        String trimmed = WhiteSpace.trimmed(text);
        ControlCharacters.requireNone(trimmed, "a URL");
        return trimmed;
    }

    /** Returns the scheme in lower case; empty if there is none. */
    static String scheme(String text) {
        int i = 0;
        while (i < text.length() && isOfScheme(text.charAt(i))) {
            i++;
        }
        boolean is = i < text.length() && text.charAt(i) == ':';
        return is ? text.substring(0, i).toLowerCase(Locale.ROOT) : "";
    }

    private static boolean isOfScheme(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '-'
                || c == '.';
    }

    /** Returns the index of the colon before the port, or -1. */
    private static int portColon(String hostAndPort) {
        int bracket = hostAndPort.startsWith("[") ? hostAndPort.indexOf(']') : -1;
        int colon = hostAndPort.indexOf(':', bracket + 1);
        if (hostAndPort.indexOf(':', colon + 1) > colon && colon >= 0) {
            throw new IllegalArgumentException(
                    "a host with \":\", expected an IPv6 address in brackets, such as [::1]");
        }
        return colon;
    }

    private static String host(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a URL without a host before its port");
        }
        if (!host.startsWith("[")) {
            return HostName.ascii(host);
        }
        String lower = host.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : "";
        if (!IpLiteral.isIpv6(bare)) {
            throw new IllegalArgumentException(
                    "a host "
                            + QuotedInput.text(host)
                            + ", expected an IPv6 address between [ and ]");
        }
        return bare;
    }

    private static int port(String text, boolean secure) {
        if (text.isEmpty()) {
            return secure ? RTMPS_PORT : RTMP_PORT;
        }
        long port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') { // not shown: may be part of a password
                throw new IllegalArgumentException(
                        "a port that is not a number, expected 1..65535");
            }
            port = Math.min(port * 10 + c - '0', Integer.MAX_VALUE);
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "port " + QuotedInput.number(text) + ", expected 1..65535");
        }
        return (int) port;
    }

    /** Returns scheme, host and port as a URL has them, without the port of the scheme. */
    static String server(boolean secure, String host, int port) {
        return (secure ? "rtmps://" : "rtmp://")
                + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                + (port == (secure ? RTMPS_PORT : RTMP_PORT) ? "" : ":" + port);
    }

    /**
     * Removes slashes and white space from both ends. Scans each end once; a regular expression
     * would be quadratic.
     */
    private static String withoutOuterSlashes(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && isOuter(path.charAt(start))) {
            start++;
        }
        while (end > start && isOuter(path.charAt(end - 1))) {
            end--;
        }
        return path.substring(start, end);
    }

    private static boolean isOuter(char c) {
        return c == '/' || WhiteSpace.is(c);
    }
}
