package io.multiconnection.rtmp.server;

import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import java.util.List;

/**
 * Decides what clients may do.
 *
 * <p>Each request is answered once, at once or later, on the connection's event loop, on which all
 * of this is called too. A request that is never answered leaves its client waiting.
 */
public interface ServerApplication {

    /** A client asks to connect: {@link ServerConnection#accept} or {@code reject}. */
    void connect(ServerConnection connection, ServerConnectRequest request);

    /** A connection for which {@link #connect} was called is gone; its streams have ended. */
    void disconnected(ServerConnection connection);

    /** A client asks to publish. */
    void publish(ServerStream stream, ServerPublishRequest request);

    /** A client asks to play. */
    void play(ServerStream stream, ServerPlayRequest request);

    /** A client calls a method that is not one of the protocol's. */
    void call(ServerConnection connection, ServerCall call);

    /**
     * A client says something of a shared object, and hears what became of it by {@link
     * ServerConnection#tell(String, int, boolean, List)}.
     */
    void sharedObject(ServerConnection connection, SharedObjectMessage message);
}
