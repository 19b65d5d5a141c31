package io.multiconnection.rtmp.client;

/** Failure of a connection, stream or call, with the reason in plain words. */
public final class RtmpClientException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Kinds of failures that are handled differently. */
    public enum Kind {
        TIMEOUT,
        DNS,
        UNREACHABLE,
        TLS,
        /** The connection ended during the TLS handshake. */
        TLS_LOST,
        LOST,
        PROTOCOL,
        REFUSED,
        /** The server closed the connection in response to connect or publish: mostly a refusal. */
        HUNG_UP,
        ADDRESS_NOT_ALLOWED,
        /** More calls wait for their response than {@code RtmpLimits} allow. */
        TOO_MANY_CALLS,
        /** A value that AMF cannot express; nothing was sent. */
        UNWRITABLE,
        /** The response to a call could not be read; the connection stays open. */
        UNREADABLE
    }

    private final Kind kind;
    private final String ownText;

    /**
     * Creates a failure.
     *
     * @param text reason in words of the gateway
     */
    public RtmpClientException(Kind kind, String text) {
        this(kind, text, text);
    }

    /**
     * Creates a failure whose reason contains text that the server chose, such as a description or
     * the host of a redirect.
     *
     * @param text reason with the server's text
     * @param ownText reason without it
     */
    public RtmpClientException(Kind kind, String text, String ownText) {
        super(text, null, false, false);
        this.kind = kind;
        this.ownText = ownText;
    }

    public Kind kind() {
        return kind;
    }

    /** Returns the reason, which may contain text of the server. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** Returns the reason without any text of the server. */
    public String ownText() {
        return ownText;
    }
}
