package io.multiconnection.gateway;

import io.multiconnection.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket of a client. Called by one session at a time, on that session's event loop, which may
 * differ from the WebSocket's.
 */
public interface ClientSocket {

    /** Returns the client's address, per which memory is limited; null for no limit. */
    @Nullable String address();

    /** Returns the client's address for logs, also of a client without limits. */
    default @Nullable String loggedAddress() {
        return address();
    }

    /** Sends a text message in order. Does not block. */
    void send(String text);

    /**
     * Sends a media frame (PROTOCOL.md, section 6) in order. Does not block.
     *
     * @param frame array that the socket takes over
     */
    void sendMedia(byte[] frame);

    /** Sends a ping (RFC 6455, section 5.5.2), unless an earlier one is still being written. */
    void ping();

    /** Returns the bytes of media frames that the client has not read yet. */
    long unreadMedia();

    /**
     * Stops reading, so that the client experiences backpressure. Bytes already read are still
     * delivered. Several parts of a session may pause at the same time.
     */
    void pauseReading();

    /** Ends one pause; reading continues when all have ended. */
    void resumeReading();

    /** Closes the WebSocket; sends nothing after the close frame. */
    void close(CloseCode code, String reason);
}
