package io.multiconnection.rtmp.client;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an RTMP application lives: {@code
 * rtmp[s]://[user:password@]host[:port]/app[/instance][?query]}.
 *
 * @param secure whether the connection is wrapped in TLS
 * @param host lower case, without brackets; a name or an address
 * @param port 1..65535
 * @param app all of the path, without its slash; may name an instance: {@code live/room1}
 * @param query what follows the question mark; may hold secrets, so it is never shown
 * @param credentials for a server that asks; null: it is not answered
 */
public record RtmpUrl(
        boolean secure,
        String host,
        int port,
        String app,
        String query,
        @Nullable Credentials credentials) {

    /** Characters of a URL, wherever it comes from: a client, a server, the configuration. */
    public static final int MAX_LENGTH = 4096;

    /** Characters of a host name (RFC 1035, section 2.3.4, as text). */
    public static final int MAX_HOST_LENGTH = 253;

    private static final int RTMP_PORT = 1935;
    private static final int RTMPS_PORT = 443;
    private static final int SHOWN_LENGTH = 40;

    /**
     * Reads a URL in a time that grows with its length only, which is checked first.
     *
     * @throws IllegalArgumentException if it is not one; the message is fit to be shown
     */
    public static RtmpUrl parse(String text) {
        URI uri = uri(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("rtmp") && !scheme.equals("rtmps")) {
            throw new IllegalArgumentException(
                    "a URL of scheme \"" + shown(scheme) + "\", expected rtmp or rtmps");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "a URL without a host, expected " + scheme + "://host/app");
        }
        String host = host(uri.getHost());
        String app = withoutOuterSlashes(uri.getRawPath());
        if (app.isEmpty()) {
            throw new IllegalArgumentException(
                    "a URL without an application, expected "
                            + scheme
                            + "://"
                            + uri.getHost()
                            + "/app");
        }
        boolean secure = scheme.equals("rtmps");
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return new RtmpUrl(
                secure,
                host,
                port(uri.getPort(), secure),
                app,
                query,
                credentials(uri.getUserInfo()));
    }

    private static @Nullable Credentials credentials(@Nullable String userInfo) {
        if (userInfo == null) {
            return null;
        }
        int colon = userInfo.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("a URL with a user, expected user:password@host");
        }
        return new Credentials(userInfo.substring(0, colon), userInfo.substring(colon + 1));
    }

    /** The same with more in its query. */
    RtmpUrl with(String more) {
        String all = query.isEmpty() ? more : query + "&" + more;
        return new RtmpUrl(secure, host, port, app, all, credentials);
    }

    /**
     * Another URL, as the server says it: absolute, or relative to this one. Who connects stays.
     *
     * @throws IllegalArgumentException if it is not one; the message is fit to be shown
     */
    public RtmpUrl resolve(String reference) {
        RtmpUrl other = parse(uri(tcUrl()).resolve(uri(reference)).toString());
        return new RtmpUrl(
                other.secure, other.host, other.port, other.app, other.query, credentials);
    }

    private static URI uri(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a URL of " + text.length() + " characters, expected up to " + MAX_LENGTH);
        }
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason());
        }
    }

    private static String host(String host) {
        if (host.length() > MAX_HOST_LENGTH) {
            throw new IllegalArgumentException(
                    "a host of %d characters, \"%s\", expected up to %d"
                            .formatted(host.length(), shown(host), MAX_HOST_LENGTH));
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        String ascii = name.indexOf(':') >= 0 ? name : IDN.toASCII(name);
        return ascii.toLowerCase(Locale.ROOT);
    }

    /** Walks each end once; a regular expression would try every slash as the first of the end. */
    private static String withoutOuterSlashes(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
    }

    private static int port(int port, boolean secure) {
        if (port == -1) {
            return secure ? RTMPS_PORT : RTMP_PORT;
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + ", expected 1..65535");
        }
        return port;
    }

    /** The application with its query, as connect's {@code app} (section 7.2.1.1). */
    public String appWithQuery() {
        return query.isEmpty() ? app : app + "?" + query;
    }

    /** The URL as connect's {@code tcUrl}, without its user. May hold secrets. */
    public String tcUrl() {
        return query.isEmpty() ? label() : label() + "?" + query;
    }

    /** The URL as it may be shown and logged: without its query, and without its user. */
    public String label() {
        boolean usual = port == (secure ? RTMPS_PORT : RTMP_PORT);
        return (secure ? "rtmps://" : "rtmp://")
                + address()
                + (usual ? "" : ":" + port)
                + "/"
                + app;
    }

    private String address() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** The same as {@link #label()}, so that no log ever shows a secret. */
    @Override
    public String toString() {
        return label();
    }
}
