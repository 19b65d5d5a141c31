package io.multiconnection.rtmp.server;

import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;

/**
 * Takes what a client publishes. Bodies are borrowed: retain what is kept. Timestamps are
 * milliseconds, unsigned 32 bits.
 */
public interface ServerPublication {

    /** Audio came. */
    void audio(int timestamp, Audio audio);

    /** Video came. */
    void video(int timestamp, Video video);

    /** Metadata came, or whatever else a client sends along. */
    void data(int timestamp, Data data);

    /** The client no longer publishes this. Called once. */
    void ended();
}
