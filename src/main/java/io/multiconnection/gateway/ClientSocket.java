package io.multiconnection.gateway;

import io.multiconnection.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of a page, as a session sees it. Called by one session at a time, on that session's
 * event loop, which need not be the WebSocket's.
 */
public interface ClientSocket {

    /** Returns the key of the client's address, by which memory is limited; null for no limit. */
    @Nullable String address();

    /** Sends a text message, after what was sent before; never waits. */
    void send(String text);

    /**
     * Sends a media frame (PROTOCOL.md, section 6), after what was sent before; never waits.
     *
     * @param frame the browser's from now on
     */
    void sendMedia(byte[] frame);

    /** Bytes of media frames that the page has not read yet. */
    long unreadMedia();

    /** Reads nothing more from the socket, but what it has read already; the client has to wait. */
    void pauseReading();

    /** Reads from the socket again. */
    void resumeReading();

    /** Closes the WebSocket; nothing is sent after it. */
    void close(CloseCode code, String reason);
}
