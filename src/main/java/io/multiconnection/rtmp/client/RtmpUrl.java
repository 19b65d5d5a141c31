package io.multiconnection.rtmp.client;

import org.jspecify.annotations.Nullable;

/**
 * URL of an RTMP application: {@code rtmp[s]://[user:password@]host[:port]/app[/instance][?query]}.
 *
 * @param secure whether the connection uses TLS
 * @param host lower case and ASCII, without brackets; a name or an address
 * @param port 1..65535
 * @param app path as written, without outer slashes; may include an instance, as in {@code
 *     live/room1}
 * @param query text after the question mark; may hold secrets, so it is never shown
 * @param credentials credentials for a server that asks for authentication; null if there are none
 */
public record RtmpUrl(
        boolean secure,
        String host,
        int port,
        String app,
        String query,
        @Nullable Credentials credentials) {

    /** Longest URL, in characters, from clients, servers and the configuration. */
    public static final int MAX_LENGTH = RtmpUrlReader.MAX_LENGTH;

    /**
     * Parses a URL in linear time; its length is checked first.
     *
     * @throws IllegalArgumentException if it is malformed; the message may be shown to a client
     */
    public static RtmpUrl parse(String text) {
        RtmpUrlReader.Parts parts = RtmpUrlReader.read(text);
        return new RtmpUrl(
                parts.secure(),
                parts.host(),
                parts.port(),
                parts.app(),
                parts.query(),
                parts.credentials());
    }

    /** Returns this URL with more in its query. */
    RtmpUrl with(String more) {
        String all = query.isEmpty() ? more : query + "&" + more;
        return new RtmpUrl(secure, host, port, app, all, credentials);
    }

    /**
     * Resolves an absolute or relative URL that the server sent. The credentials of this URL are
     * kept.
     *
     * @throws IllegalArgumentException if it is malformed; the message may be shown to a client
     */
    public RtmpUrl resolve(String reference) {
        RtmpUrl other = parse(new RtmpUrlBase(secure, server(), app, query).resolve(reference));
        return new RtmpUrl(
                other.secure, other.host, other.port, other.app, other.query, credentials);
    }

    /** Returns the application with its query, as connect's {@code app} (section 7.2.1.1). */
    public String appWithQuery() {
        return query.isEmpty() ? app : app + "?" + query;
    }

    /** Returns the URL as connect's {@code tcUrl}, without user and password. May hold secrets. */
    public String tcUrl() {
        return query.isEmpty() ? label() : label() + "?" + query;
    }

    /** Returns the URL for logs and clients: without query, user and password. */
    public String label() {
        return server() + "/" + app;
    }

    /**
     * Returns the URL without its application. Debug logs name servers by it, because clients paste
     * stream keys into the path.
     */
    public String server() {
        return RtmpUrlReader.server(secure, host, port);
    }

    /** Returns {@link #label()}, so that no log shows a secret. */
    @Override
    public String toString() {
        return label();
    }
}
