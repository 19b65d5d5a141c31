package io.multiconnection.relay;

import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/**
 * Timeouts of the play from one source: of its answer, then of its first media, then of what
 * follows. One of them runs at a time.
 */
final class SourceTimeouts {

    /** Interval of the checks whether a live source still sends. */
    private static final long CHECK_MILLIS = 5000;

    private final long millis;
    private final Consumer<RtmpClientException> onTimeout;
    private final ResettableTimer alarm;
    private boolean heard;

    /**
     * Creates the timeouts of a play that has not begun.
     *
     * @param onTimeout receives the fault of a source that sends nothing
     */
    SourceTimeouts(
            FailoverPlayer.Rules rules, EventLoop loop, Consumer<RtmpClientException> onTimeout) {
        this.millis = rules.timeout().toMillis();
        this.onTimeout = onTimeout;
        this.alarm = new ResettableTimer(loop);
    }

    /** Starts the timeout of the answer. */
    void awaitAnswer() {
        set(Kind.TIMEOUT, "no answer to play within " + millis + " ms");
    }

    /** Starts the timeout of the first media. */
    void awaitMedia() {
        set(Kind.REFUSED, "no media within " + millis + " ms");
    }

    /** Starts the checks whether media still comes. */
    void watch() {
        alarm.set(CHECK_MILLIS, this::check);
    }

    private void check() {
        if (heard) {
            heard = false;
            watch();
        } else {
            fail(Kind.TIMEOUT, "no media for " + CHECK_MILLIS + " ms");
        }
    }

    /** Notes that media came. */
    void heard() {
        heard = true;
    }

    void cancel() {
        alarm.cancel();
    }

    private void set(Kind kind, String text) {
        alarm.set(millis, () -> fail(kind, text));
    }

    private void fail(Kind kind, String text) {
        onTimeout.accept(new RtmpClientException(kind, text));
    }
}
