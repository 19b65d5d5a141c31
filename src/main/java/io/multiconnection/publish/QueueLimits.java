package io.multiconnection.publish;

/**
 * Bounds of the send queue of one stream on one server. The queue is full when either is reached.
 *
 * @param bytes bytes of messages that wait to be written, 1 or more
 * @param millis media time of these messages in milliseconds, 1 or more
 */
public record QueueLimits(int bytes, int millis) {

    public QueueLimits {
        if (bytes < 1 || millis < 1) {
            throw new IllegalArgumentException(
                    "queue of " + bytes + " bytes and " + millis + " ms, expected 1 or more");
        }
    }
}
