package io.multiconnection.gateway;

import io.multiconnection.protocol.GatewayMessage.Ack;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Timer that sends the acks of a session's published streams, four times a second while any are
 * due. Runs only after media was received or queued. Lives on its session's event loop.
 */
final class AckTimer {

    private static final long INTERVAL_MILLIS = 250;

    private final EventLoop loop;
    private final ClientLink client;
    private final Supplier<List<Ack>> due;
    private final LongConsumer delayNanos;
    private @Nullable ScheduledFuture<?> timer;
    private long startedAtNanos;

    /**
     * Creates a timer that does not run.
     *
     * @param due returns the acks that are due, which then count as sent
     * @param delayNanos receives the time from the start of the timer to the acks
     */
    AckTimer(EventLoop loop, ClientLink client, Supplier<List<Ack>> due, LongConsumer delayNanos) {
        this.loop = loop;
        this.client = client;
        this.due = due;
        this.delayNanos = delayNanos;
    }

    /** Starts the timer unless it runs or the client has no WebSocket. Called for each frame. */
    void start() {
        if (timer == null && !client.isDetached()) {
            startedAtNanos = System.nanoTime();
            timer = loop.schedule(this::elapsed, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void elapsed() {
        delayNanos.accept(System.nanoTime() - startedAtNanos);
        send();
    }

    /** Sends the acks that are due, and starts the timer if there are any. */
    void send() {
        stop();
        List<Ack> acks = due.get();
        acks.forEach(client::sendUncounted);
        if (!acks.isEmpty()) {
            start();
        }
    }

    /** Stops the timer. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
