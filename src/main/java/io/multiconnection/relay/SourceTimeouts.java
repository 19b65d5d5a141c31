package io.multiconnection.relay;

import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/**
 * Timeouts of the play from one source: for the response to play, for the first media, and for the
 * media that follows. One of them runs at a time.
 */
final class SourceTimeouts {

    /** Interval of the checks whether a live source still sends. */
    private static final long CHECK_MILLIS = 5000;

    private final long millis;
    private final Consumer<RtmpClientException> onTimeout;
    private final ResettableTimer timer;
    private boolean mediaReceived;

    /**
     * Creates the timeouts of a play that is not started.
     *
     * @param onTimeout receives the fault of a source that sends nothing
     */
    SourceTimeouts(PlayOptions options, EventLoop loop, Consumer<RtmpClientException> onTimeout) {
        this.millis = options.timeout().toMillis();
        this.onTimeout = onTimeout;
        this.timer = new ResettableTimer(loop);
    }

    /** Starts the timeout of the response to play. */
    void awaitResponse() {
        set(Kind.TIMEOUT, "no response to play within " + millis + " ms");
    }

    /** Starts the timeout of the first media. */
    void awaitMedia() {
        set(Kind.REFUSED, "no media within " + millis + " ms");
    }

    /** Starts the periodic checks for media. */
    void watch() {
        timer.set(CHECK_MILLIS, this::check);
    }

    private void check() {
        if (mediaReceived) {
            mediaReceived = false;
            watch();
        } else {
            fail(Kind.TIMEOUT, "no media for " + CHECK_MILLIS + " ms");
        }
    }

    /** Records that media arrived. */
    void mediaReceived() {
        mediaReceived = true;
    }

    void cancel() {
        timer.cancel();
    }

    private void set(Kind kind, String text) {
        timer.set(millis, () -> fail(kind, text));
    }

    private void fail(Kind kind, String text) {
        onTimeout.accept(new RtmpClientException(kind, text));
    }
}
