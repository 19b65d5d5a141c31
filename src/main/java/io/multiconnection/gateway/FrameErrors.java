package io.multiconnection.gateway;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.ErrorEvent;
import java.util.HashSet;
import java.util.Set;

/**
 * Errors of media frames that are dropped: each is told once, since a client that sends one wrong
 * frame sends many. Lives on its session's event loop.
 */
final class FrameErrors {

    /** Different bad frames that are told in a session's life. */
    private static final int MAX_BAD = 64;

    private final ClientLink page;
    private final Set<Integer> notPublishing = new HashSet<>(); // streams are numbered in a byte
    private final Set<String> bad = new HashSet<>();

    FrameErrors(ClientLink page) {
        this.page = page;
    }

    /** Drops a frame of a stream that is not published. */
    void notPublishing(int stream) {
        if (notPublishing.add(stream)) {
            page.tell(
                    new ErrorEvent(
                            ErrorCode.NOT_PUBLISHING,
                            "a media frame for stream "
                                    + stream
                                    + ", which is not published; further ones are dropped without"
                                    + " an error"));
        }
    }

    /** Drops what is no media frame. */
    void bad(String text) {
        if (bad.size() < MAX_BAD && bad.add(text)) {
            page.tell(new ErrorEvent(ErrorCode.BAD_FRAME, text));
        }
    }

    /** A frame of a stream was taken: should the stream end, an error is told again. */
    void taken(int stream) {
        notPublishing.remove(stream);
    }
}
