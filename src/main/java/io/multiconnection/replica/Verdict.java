package io.multiconnection.replica;

/** Verdict about a message that may make a server close the connection. */
public enum Verdict {
    /** The write is sent. */
    NOW,
    /** The write waits until the server has dealt with another that may make it hang up. */
    LATER,
    /** The write is not sent: the server hangs up on it. */
    NEVER
}
