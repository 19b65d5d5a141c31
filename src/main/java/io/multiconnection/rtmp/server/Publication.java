package io.multiconnection.rtmp.server;

import io.multiconnection.rtmp.RtmpMessage;

/** Takes what a client publishes. */
public interface Publication {

    /**
     * Audio, video or data came.
     *
     * @param message borrowed; retain what is kept
     */
    void received(RtmpMessage message);

    /** The client no longer publishes this. Called once. */
    void ended();
}
