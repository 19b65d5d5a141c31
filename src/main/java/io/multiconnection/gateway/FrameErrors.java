package io.multiconnection.gateway;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.ErrorEvent;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.MediaFrame.BadFrameException;
import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reader of media frames, with the errors of those that are dropped. Each error is reported once,
 * because a client that sends one wrong frame usually sends many. Lives on its session's event
 * loop.
 */
final class FrameErrors {

    /** Maximum of different malformed frames that a session reports. */
    private static final int MAX_MALFORMED = 64;

    private final ClientLink client;
    private final Predicate<MediaFrame> media;
    private final Set<Integer> notPublishing =
            new HashSet<>(); // bounded: a stream number is a byte
    private final Set<String> malformed = new HashSet<>();

    /**
     * Creates a reader.
     *
     * @param media receives frames; returns false if the stream of a frame is not published
     */
    FrameErrors(ClientLink client, Predicate<MediaFrame> media) {
        this.client = client;
        this.media = media;
    }

    /** Reads a frame, which is borrowed. */
    void read(ByteBuf bytes) {
        try {
            MediaFrame frame = MediaFrame.read(bytes);
            if (media.test(frame)) {
                accepted(frame.stream());
            } else {
                notPublishing(frame.stream());
            }
        } catch (BadFrameException e) {
            malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Reports a frame of a stream that is not published, which was dropped. */
    private void notPublishing(int stream) {
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
    private void malformed(String text) {
        if (malformed.size() < MAX_MALFORMED && malformed.add(text)) {
            client.send(new ErrorEvent(ErrorCode.BAD_FRAME, text));
        }
    }

    /**
     * Resets the error of a stream after a valid frame: it is reported again once the stream ends.
     */
    private void accepted(int stream) {
        notPublishing.remove(stream);
    }
}
