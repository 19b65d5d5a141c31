package io.multiconnection.rtmp.client;

import org.jspecify.annotations.Nullable;

/**
 * URL of an RTMP application: {@code rtmp[s]://[user:password@]host[:port]/app[/instance][?query]}.
 *
 * @param secure whether the connection is wrapped in TLS
 * @param host lower case and ASCII, without brackets; a name or an address
 * @param port 1..65535
 * @param app all of the path as it was written, without outer slashes; may name an instance: {@code
 *     live/room1}
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
    public static final int MAX_LENGTH = RtmpUrlReader.MAX_LENGTH;

    /**
     * Reads a URL in a time that grows with its length only, which is checked first.
     *
     * @throws IllegalArgumentException if it is not one; the message is fit to be shown
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
        RtmpUrl other = parse(new RtmpUrlBase(secure, server(), app, query).resolve(reference));
        return new RtmpUrl(
                other.secure, other.host, other.port, other.app, other.query, credentials);
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
        return server() + "/" + app;
    }

    /** Returns the URL without its application. */
    String server() {
        return RtmpUrlReader.server(secure, host, port);
    }

    /** The same as {@link #label()}, so that no log ever shows a secret. */
    @Override
    public String toString() {
        return label();
    }
}
