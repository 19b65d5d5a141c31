package io.multiconnection.gateway;

/** Something that a session has on all of its servers, and that follows their coming and going. */
interface Part {

    /** A server that was left is asked again; {@code target} stands in its place from now on. */
    void join(Target target);

    /** A server is no longer there. */
    void leave(Target target);

    /** The session leaves all servers: ends everything, in order, while they still listen. */
    void close();
}
