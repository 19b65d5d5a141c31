package io.multiconnection.rtmp.server;

/** Serves what a client plays, by {@link ServerStream#write}. */
public interface Playback {

    /** The client paused, or goes on. */
    void pause(boolean paused);

    /** The client wants audio, or no longer wants it. It does until it says otherwise. */
    void receiveAudio(boolean wanted);

    /** The client wants video, or no longer wants it. It does until it says otherwise. */
    void receiveVideo(boolean wanted);

    /** The client no longer plays this. Called once. */
    void ended();
}
