package io.multiconnection.relay;

import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import java.util.Map;

/**
 * Listener of a {@link FailoverPlayer}. Sources are numbered by their position in the player's
 * list, from 0.
 */
public interface FailoverListener {

    /** Receives a NetStatus that a server sent about the stream. */
    void onStatus(int source, NetStatus status);

    /** Receives the first source that plays the stream. Called once, before any frame. */
    void onStart(int source);

    /**
     * Receives a change of the source, or a restart of the same one. The next frame is the first of
     * {@code to}.
     *
     * @param gapMillis milliseconds since the last frame, or since the start if there was none
     */
    void onFailover(int from, int to, long gapMillis);

    /**
     * Receives a frame.
     *
     * @param timestamp the viewer's timestamp of the frame in milliseconds
     */
    void onFrame(int source, RelayFrame frame, int timestamp);

    /**
     * Called when the requested length was played. The play has ended.
     *
     * @param source the source that played last
     */
    void onComplete(int source, long millis, long bytes);

    /**
     * Called when no source is left. The play has ended.
     *
     * @param faults the last fault of each source, by the source's number
     */
    void onFailed(Map<Integer, RtmpClientException> faults);
}
