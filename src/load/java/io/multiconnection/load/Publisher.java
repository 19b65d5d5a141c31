package io.multiconnection.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/** Publisher of one stream over one connection. Lives on its event loop. */
interface Publisher {

    EventLoop loop();

    /** Connects and publishes; completes when media may be sent. */
    CompletableFuture<Void> open();

    /**
     * Sends a frame.
     *
     * @param timestamp milliseconds since the begin of the stream
     * @param nanos time of sending, for its stamp
     */
    void send(Frame frame, int timestamp, long nanos);

    void close();
}
