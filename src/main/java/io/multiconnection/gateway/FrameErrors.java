package io.multiconnection.gateway;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.ErrorEvent;
import java.util.HashSet;
import java.util.Set;

/**
 * Errors of dropped media frames. Each error is reported once, because a client that sends one
 * wrong frame usually sends many. Lives on its session's event loop.
 */
final class FrameErrors {

    /** Maximum of different malformed frames that a session reports. */
    private static final int MAX_MALFORMED = 64;

    private final ClientLink client;
    private final Set<Integer> notPublishing =
            new HashSet<>(); // bounded: a stream number is a byte
    private final Set<String> malformed = new HashSet<>();

    FrameErrors(ClientLink client) {
        this.client = client;
    }

    /** Reports a frame of a stream that is not published, which was dropped. */
    void notPublishing(int stream) {
        if (notPublishing.add(stream)) {
            client.send(
                    new ErrorEvent(
                            ErrorCode.NOT_PUBLISHING,
                            "a media frame for stream "
                                    + stream
                                    + ", which is not published; further ones are dropped without"
                                    + " an error"));
        }
    }

    /** Reports a malformed frame, which was dropped. */
    void malformed(String text) {
        if (malformed.size() < MAX_MALFORMED && malformed.add(text)) {
            client.send(new ErrorEvent(ErrorCode.BAD_FRAME, text));
        }
    }

    /**
     * Resets the error of a stream after a valid frame: it is reported again once the stream ends.
     */
    void accepted(int stream) {
        notPublishing.remove(stream);
    }
}
