package io.multiconnection.replica;

/** A write that cannot be accepted, or a copy that cannot be kept; nothing of it was done. */
public final class ReplicaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Kind {
        /** Over one of {@link ReplicaLimits}. */
        OVER_LIMIT,
        /** A path leads through what has no members, or AMF0 cannot say the value. */
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
