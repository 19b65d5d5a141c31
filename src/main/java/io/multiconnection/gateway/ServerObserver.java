package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.IncomingCall;
import io.multiconnection.target.Target;
import java.util.List;

/** Something that a session has on all of its servers, and that follows their coming and going. */
interface ServerObserver {

    /** A server that was left is asked again; {@code target} stands in its place from now on. */
    void join(Target target);

    /** A server is no longer there. */
    void leave(Target target);

    /** Whether it uses the connection of a target. */
    default boolean uses(Target target) {
        return false;
    }

    /** A server calls the page. */
    default void called(Target target, IncomingCall call) {}

    /** A server tells the page something that belongs to no stream. */
    default void told(Target target, String handler, List<AmfValue> arguments) {}

    /** The session leaves all servers: ends everything, in order, while they still listen. */
    void close();
}
