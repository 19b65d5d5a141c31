package io.multiconnection.rtmp.client;

/** Why a connection or a stream could not be had, or was lost. */
public final class RtmpClientException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What a person would do something different about. */
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
        /** The server closed the connection in answer to connect or publish: mostly a refusal. */
        HUNG_UP,
        ADDRESS_NOT_ALLOWED,
        /** More calls would wait for their answer than {@code RtmpLimits} allow. */
        TOO_MANY_CALLS,
        /** A value that AMF cannot say; nothing was sent. */
        UNWRITABLE,
        /** The server's answer to a call could not be read; the connection lives on. */
        UNREADABLE
    }

    private final Kind kind;
    private final String ownText;

    /**
     * A fault of this kind.
     *
     * @param text in plain words of our own
     */
    public RtmpClientException(Kind kind, String text) {
        this(kind, text, text);
    }

    /**
     * A fault of which the server has said something, or with a name that it may have chosen, as
     * servers lead clients elsewhere.
     *
     * @param text with the server's words
     * @param ownText without them
     */
    public RtmpClientException(Kind kind, String text, String ownText) {
        super(text, null, false, false);
        this.kind = kind;
        this.ownText = ownText;
    }

    public Kind kind() {
        return kind;
    }

    /** Returns what happened, in plain words; some may be the server's. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** Returns what happened, in plain words, none of which the server chose. */
    public String ownText() {
        return ownText;
    }
}
