package io.multiconnection.replica;

/** Decision about a write that a server is to be asked for. */
public enum Verdict {
    /** The write is sent. */
    NOW,
    /** The write waits until the server has dealt with another that may make it hang up. */
    LATER,
    /** The write is not sent: the server hangs up on it. */
    NEVER
}
