package io.multiconnection.relay;

import io.multiconnection.log.LogSubject;
import io.multiconnection.relay.StreamSource.Listener;
import io.multiconnection.relay.StreamSource.Play;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One viewer of a relay. Lives on the viewer's event loop. */
final class RelaySubscription implements Play {

    private static final Logger LOG = System.getLogger(RelaySubscription.class.getName());

    private final String server;
    private final EventLoop loop;
    private final Listener listener;
    private final Function<RelaySubscription, Runnable> join;
    private Runnable leaveRelay = () -> {};
    private Runnable leaveFanOut = () -> {};
    private boolean closed;

    /**
     * Creates a viewer that has not joined a relay yet.
     *
     * @param server URL of the server without its application, for logs
     * @param join adds the viewer to a relay; returns the action that removes it again
     */
    RelaySubscription(
            String server,
            EventLoop loop,
            Listener listener,
            Function<RelaySubscription, Runnable> join) {
        this.server = server;
        this.loop = loop;
        this.listener = listener;
        this.join = join;
    }

    EventLoop loop() {
        return loop;
    }

    /** Joins a relay; called again if that relay was closed meanwhile. */
    void join() {
        if (!closed) {
            leaveRelay = join.apply(this);
        }
    }

    /**
     * Starts the viewer with the frames of the relay's GOP cache.
     *
     * @param leave removes the viewer from its fan-out
     * @return whether the viewer is still open
     */
    boolean joined(Runnable leave, @Nullable NetStatus start, List<RelayFrame> cached) {
        if (closed) {
            return false;
        }
        leaveFanOut = leave;
        if (start != null) {
            started(start);
        }
        cached.forEach(this::frame);
        return !closed;
    }

    void started(NetStatus start) {
        status(start);
        if (!closed) {
            listener.onStart();
        }
    }

    void status(NetStatus status) {
        if (!closed) {
            listener.onStatus(status);
        }
    }

    void frame(RelayFrame frame) {
        if (!closed) {
            listener.onFrame(frame);
        }
    }

    void unpublished() {
        if (!closed) {
            listener.onUnpublished();
        }
    }

    void ended(RtmpClientException fault) {
        if (!closed) {
            closed = true;
            listener.onEnd(fault);
        }
    }

    /** Ends this viewer after its listener threw an exception. */
    void failed(Throwable failure) {
        LogSubject subject = LogSubject.ofServer(server);
        LOG.log(
                Level.WARNING,
                "a viewer of {0} failed: {1}",
                server,
                failure.getClass().getName(),
                subject);
        if (closed) {
            return;
        }
        close();
        try {
            listener.onEnd(
                    new RtmpClientException(
                            Kind.PROTOCOL, "the stream holds a message that cannot be forwarded"));
        } catch (Throwable second) {
            LOG.log(
                    Level.WARNING,
                    "a viewer failed to end: {0}",
                    second.getClass().getName(),
                    subject);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        leaveFanOut.run();
        leaveRelay.run();
    }
}
