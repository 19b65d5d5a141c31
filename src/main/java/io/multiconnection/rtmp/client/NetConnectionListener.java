package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfValue;
import java.util.List;

/** Receives the events of a {@link NetConnection}. Called on its event loop. */
public interface NetConnectionListener {

    /** Receives a NetStatus about the connection, including the response to connect. */
    void onStatus(NetStatus status);

    /**
     * Receives the loss of a connection that was connected. Called once, and not after {@link
     * NetConnection#close}.
     */
    void onLost(RtmpClientException fault);

    /** Receives a call or notification of the server. The default rejects every method. */
    default void onCall(IncomingCall call) {
        call.failed("Method not found (" + call.method() + ").");
    }

    /** Receives a data message that belongs to no stream. */
    default void onData(String handler, List<AmfValue> arguments) {}

    /** Counts a message of this type that is ignored because all or part of it is unreadable. */
    default void onUnreadable(int typeId) {}
}
