package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetCall;
import java.util.List;

/** Part of a session that uses all of its servers, and is notified when one joins or leaves. */
interface ServerObserver {

    /** A server joins, or is connected again: {@code target} is its target now. */
    void join(Target target);

    /** A server has left. */
    void leave(Target target);

    /** Returns whether this part uses the connection of a target. */
    default boolean uses(Target target) {
        return false;
    }

    /** A server calls a method of the client. */
    default void called(Target target, TargetCall call) {}

    /** A server sent a data message that belongs to no stream. */
    default void data(Target target, String handler, List<AmfValue> arguments) {}

    /** Ends everything in order, while the servers are still connected. */
    void close();
}
