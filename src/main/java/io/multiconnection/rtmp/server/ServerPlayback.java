package io.multiconnection.rtmp.server;

/** Source of a stream that a client plays; writes to {@link ServerStream#write}. */
public interface ServerPlayback {

    /** Pauses or resumes. */
    void pause(boolean paused);

    /**
     * Seeks (section 7.2.2.7). Respond with {@code NetStream.Seek.Notify}, or an error of {@code
     * NetStream.Seek}.
     *
     * @param position milliseconds; unchecked, may be NaN
     */
    void seek(double position);

    /**
     * Receives a new length of the client's buffer.
     *
     * @param milliseconds unsigned
     */
    void bufferLength(int milliseconds);

    /** Switches audio on or off. It is on at first. */
    void receiveAudio(boolean wanted);

    /** Switches video on or off. It is on at first. */
    void receiveVideo(boolean wanted);

    /** Receives the end of playing. Called once. */
    void ended();
}
