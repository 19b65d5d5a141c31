package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetCall;
import java.util.List;

/** Component of a session that uses its servers, and is notified when a server joins or leaves. */
interface ServerObserver {

    /** Called when a server joins or is reconnected, with its new target. */
    void join(Target target);

    /** Called when a server has left or was lost. */
    void leave(Target target);

    /** Returns whether this component uses the connection of a target. */
    default boolean uses(Target target) {
        return false;
    }

    /** Called when a server calls a method of the client. */
    default void called(Target target, TargetCall call) {}

    /** Called with a data message of a server that belongs to no stream. */
    default void data(Target target, String handler, List<AmfValue> arguments) {}

    /** Ends everything in order, while the servers are still connected. */
    void close();
}
