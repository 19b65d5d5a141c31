package io.multiconnection.gateway;

import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.GatewayMessage;

/** The page's end of a session, as the session sees it. Called on the session's event loop. */
public interface Browser {

    /** Sends a message, after those sent before; never waits. */
    void send(GatewayMessage message);

    /**
     * Sends a media frame (PROTOCOL.md, section 6), after what was sent before; never waits.
     *
     * @param frame the browser's from now on
     */
    void sendMedia(byte[] frame);

    /** Bytes of media frames that the page has not read yet. */
    long unreadMedia();

    /** Closes the WebSocket; nothing is sent after it. */
    void close(CloseCode code, String reason);
}
