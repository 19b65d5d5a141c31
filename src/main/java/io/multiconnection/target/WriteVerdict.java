package io.multiconnection.target;

/** Decision of a {@link WriteGuard} about a write to its server. */
public enum WriteVerdict {
    /** The write may be sent. */
    NOW,
    /** The write waits for the response to another one that may make the server hang up. */
    LATER,
    /** The write is not sent: the server hangs up on it. */
    NEVER
}
