package io.multiconnection.rtmp.client;

/** Why a connection or a stream could not be had, or was lost. */
public final class RtmpFault extends RuntimeException {

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
        UNWRITABLE
    }

    private final Kind kind;

    /**
     * A fault of this kind.
     *
     * @param text in plain words, without secrets
     */
    public RtmpFault(Kind kind, String text) {
        super(text, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What happened, in plain words. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
