package io.multiconnection.publish;

/**
 * Bounds of the send queue of one stream on one server. The queue is full when its bytes or its
 * media time reach the bound.
 *
 * @param bytes bytes of messages that wait to be written, 1 or more
 * @param millis media time of these messages in milliseconds, 1 or more
 * @param audioDelayMillis longest time that audio waits for video, to be sent together; 0 to 100
 */
public record QueueLimits(int bytes, int millis, int audioDelayMillis) {

    private static final int MAX_AUDIO_DELAY = 100;

    public QueueLimits {
        if (bytes < 1 || millis < 1) {
            throw new IllegalArgumentException(
                    "queue of " + bytes + " bytes and " + millis + " ms, expected 1 or more");
        }
        if (audioDelayMillis < 0 || audioDelayMillis > MAX_AUDIO_DELAY) {
            throw new IllegalArgumentException(
                    "audio delay of %d ms, expected 0..%d"
                            .formatted(audioDelayMillis, MAX_AUDIO_DELAY));
        }
    }

    /** Creates bounds of a queue in which audio does not wait for video. */
    public QueueLimits(int bytes, int millis) {
        this(bytes, millis, 0);
    }

    /**
     * Returns these bounds with another audio delay.
     *
     * @param delayMillis longest time in milliseconds between a read of audio and its flush, 0 to
     *     100
     * @param pauseMillis pause of the event loop in milliseconds, which may prolong the wait
     */
    public QueueLimits withAudioDelay(int delayMillis, int pauseMillis) {
        QueueLimits checked = new QueueLimits(bytes, millis, delayMillis);
        return new QueueLimits(bytes, millis, Math.max(0, checked.audioDelayMillis - pauseMillis));
    }
}
