package io.multiconnection.rtmp.server;

/** Serves what a client plays, by {@link ServerStream#write}. */
public interface ServerPlayback {

    /** The client paused, or goes on. */
    void pause(boolean paused);

    /**
     * The client wants to be elsewhere in what it plays (section 7.2.2.7). Answer {@code
     * NetStream.Seek.Notify}, or an error of {@code NetStream.Seek}.
     *
     * @param position milliseconds; may be any number, or none
     */
    void seek(double position);

    /**
     * The client's buffer has another length.
     *
     * @param milliseconds unsigned
     */
    void bufferLength(int milliseconds);

    /** The client wants audio, or no longer wants it. It does until it says otherwise. */
    void receiveAudio(boolean wanted);

    /** The client wants video, or no longer wants it. It does until it says otherwise. */
    void receiveVideo(boolean wanted);

    /** The client no longer plays this. Called once. */
    void ended();
}
