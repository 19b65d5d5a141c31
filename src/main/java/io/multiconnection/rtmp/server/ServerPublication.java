package io.multiconnection.rtmp.server;

import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;

/**
 * Receives the media that a client publishes. Bodies are borrowed: retain those that are kept.
 * Timestamps are milliseconds, unsigned 32 bits.
 */
public interface ServerPublication {

    /** Receives audio. */
    void audio(int timestamp, Audio audio);

    /** Receives video. */
    void video(int timestamp, Video video);

    /** Receives a data message, such as metadata. */
    void data(int timestamp, Data data);

    /** Receives the end of publishing. Called once. */
    void ended();
}
