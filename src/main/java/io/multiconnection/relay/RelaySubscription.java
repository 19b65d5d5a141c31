package io.multiconnection.relay;

import io.multiconnection.relay.Source.Listener;
import io.multiconnection.relay.Source.Play;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One viewer of a relay. Lives on the viewer's event loop. */
final class RelaySubscription implements Play {

    private static final Logger LOG = System.getLogger(RelaySubscription.class.getName());

    private final Relays relays;
    private final Upstream upstream;
    private final EventLoop loop;
    private final Listener listener;
    private @Nullable Relay relay;
    private @Nullable LoopFanOut branch;
    private boolean closed;

    RelaySubscription(Relays relays, Upstream upstream, EventLoop loop, Listener listener) {
        this.relays = relays;
        this.upstream = upstream;
        this.loop = loop;
        this.listener = listener;
    }

    EventLoop loop() {
        return loop;
    }

    /** Asks for a place; again, if the relay that was found ended meanwhile. */
    void join() {
        if (!closed) {
            Relay found = relays.relay(upstream, loop);
            relay = found;
            found.join(this);
        }
    }

    /** There is a place on this branch, which has come so far; false if nobody wants it now. */
    boolean joined(LoopFanOut at, @Nullable NetStatus start, List<RelayFrame> backlog) {
        if (closed) {
            return false;
        }
        branch = at;
        if (start != null) {
            started(start);
        }
        backlog.forEach(this::frame);
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

    /** Ends this viewer, which failed when it was told something. */
    void failed(Throwable failure) {
        LOG.log(
                Level.WARNING,
                "a viewer of {0} failed: {1}",
                upstream.url().label(),
                failure.getClass().getName());
        if (closed) {
            return;
        }
        close();
        try {
            listener.onEnd(
                    new RtmpClientException(
                            Kind.PROTOCOL, "the stream holds what cannot be handed on"));
        } catch (Throwable again) {
            LOG.log(Level.WARNING, "a viewer failed to end: {0}", again.getClass().getName());
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (branch != null) {
            branch.leave(this);
        }
        if (relay != null) {
            relay.leave();
        }
    }
}
