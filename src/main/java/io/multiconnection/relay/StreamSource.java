package io.multiconnection.relay;

import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import java.time.Duration;

/** Source from which a stream can be played. */
@FunctionalInterface
public interface StreamSource {

    /**
     * Starts a play.
     *
     * @param position position in a recording at which another source was left, in milliseconds;
     *     otherwise 0
     * @param listener called on the caller's event loop, possibly before this method returns
     */
    Play open(int position, Listener listener);

    /** Listener of a play. */
    interface Listener {

        /** Receives a NetStatus that the server sent about the stream. */
        void onStatus(NetStatus status);

        /**
         * Called when the server has accepted the play; media follows once the stream is published.
         */
        void onStart();

        /** Receives a frame. The first frames of a live stream may come from the GOP cache. */
        void onFrame(RelayFrame frame);

        /** Called when the live stream was unpublished. */
        void onUnpublished();

        /** Called once, when the play has ended; no other method is called after it. */
        void onEnd(RtmpClientException fault);
    }

    /** Handle of a play. A source ignores operations that it does not support. */
    interface Play {

        /** Play without a source. */
        Play NONE = () -> {};

        /** Ends the play. The listener is not called after that. */
        void close();

        /** Pauses or resumes at this position, in milliseconds. */
        default void pause(boolean paused, int position) {}

        /** Seeks to this position, in milliseconds. */
        default void seek(int position) {}

        default void receiveAudio(boolean wanted) {}

        default void receiveVideo(boolean wanted) {}

        default void bufferTime(Duration bufferTime) {}
    }
}
