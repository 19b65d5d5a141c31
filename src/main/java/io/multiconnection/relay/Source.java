package io.multiconnection.relay;

import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import java.time.Duration;

/** Where a stream can be played from. */
@FunctionalInterface
public interface Source {

    /**
     * Begins to play.
     *
     * @param position where to begin in a recording that was played from another source before, in
     *     milliseconds; 0 else
     * @param listener hears of it on the caller's event loop, maybe before this returns
     */
    Play open(int position, Listener listener);

    /** What a source has to say. */
    interface Listener {

        /** The server sent a NetStatus about the stream. */
        void onStatus(NetStatus status);

        /** The server plays it, or will as soon as somebody publishes it. */
        void onStart();

        /** A frame; of a live stream the first ones may be from before. */
        void onFrame(RelayFrame frame);

        /** Nobody publishes the live stream any more. */
        void onUnpublished();

        /** It is over. Said once, and nothing after it. */
        void onEnd(RtmpClientException fault);
    }

    /** What is being played. What a source cannot do it passes over. */
    interface Play {

        /** A play of which nothing will come. */
        Play NONE = () -> {};

        /** Ends it; its listener hears nothing more. */
        void close();

        /** Pauses, or goes on at this time, in milliseconds. */
        default void pause(boolean paused, int position) {}

        /** Goes to this time, in milliseconds. */
        default void seek(int position) {}

        default void receiveAudio(boolean wanted) {}

        default void receiveVideo(boolean wanted) {}

        default void bufferTime(Duration bufferTime) {}
    }
}
