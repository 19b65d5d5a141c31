package io.multiconnection.publish;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Sender of keyframe requests to the client, at most one a second. */
final class KeyframeRequests {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Runnable send;
    private long sentAtNanos;

    KeyframeRequests(LongSupplier nanoTime, Runnable send) {
        this.nanoTime = nanoTime;
        this.send = send;
        this.sentAtNanos = nanoTime.getAsLong() - INTERVAL_NANOS;
    }

    /** Requests a keyframe, unless one was requested within the last second. */
    void request() {
        if (nanoTime.getAsLong() - sentAtNanos >= INTERVAL_NANOS) {
            requestNow();
        }
    }

    /** Requests a keyframe. */
    void requestNow() {
        sentAtNanos = nanoTime.getAsLong();
        send.run();
    }
}
