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

    private static final int RTMP_PORT = 1935;
    private static final int RTMPS_PORT = 443;

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is not one; the message is fit to be shown
     */
    public static RtmpUrl parse(String text) {
        URI uri = uri(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("rtmp") && !scheme.equals("rtmps")) {
            throw new IllegalArgumentException(
                    "a URL of scheme \"" + scheme + "\", expected rtmp or rtmps");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "a URL without a host, expected " + scheme + "://host/app");
        }
        String app = uri.getRawPath().replaceAll("^/+|/+$", "");
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
                host(uri.getHost()),
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
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason());
        }
    }

    private static String host(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return name.indexOf(':') >= 0 ? name : IDN.toASCII(name).toLowerCase(Locale.ROOT);
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
