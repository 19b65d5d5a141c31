package io.multiconnection.replica;

/** Thrown when a write cannot be accepted or a copy cannot be kept; nothing was changed. */
public final class ReplicaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Kind of failure. */
    public enum Kind {
        /** Over one of {@link ReplicaLimits}. */
        OVER_LIMIT,
        /** A path leads through a value without members, or AMF0 cannot represent the value. */
        UNWRITABLE
    }

    private final Kind kind;

    ReplicaException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
