package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.GatewayMessage.ServerEvent;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.LeaveReason;
import io.multiconnection.target.ReconnectRequest;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Listener of a session's targets, which forwards their events to the client, to the observers of
 * the session and to its redirects.
 */
final class TargetEvents implements Target.Listener {

    private final EventWriter writer;
    private final List<ServerObserver> observers;
    private final ServerRedirects redirects;
    private final ServerSetup setup;

    /**
     * Creates the listener of one session.
     *
     * @param observers view of the session's observers, including those that are added later
     * @param setup setup for which reconnect requests of servers wait
     */
    TargetEvents(
            EventWriter writer,
            List<ServerObserver> observers,
            ServerRedirects redirects,
            ServerSetup setup) {
        this.writer = writer;
        this.observers = observers;
        this.redirects = redirects;
        this.setup = setup;
    }

    @Override
    public void changed(Target target, @Nullable LeaveReason reason, @Nullable Retry retry) {
        if (target.isConnected()) {
            redirects.connected(target);
        }
        writer.write(
                new ServerEvent(
                        target.number(),
                        target.label(),
                        target.state(),
                        reason == null ? null : reason.cause(),
                        reason == null ? null : reason.text(),
                        retry));
    }

    @Override
    public void left(Target target) {
        observers.forEach(observer -> observer.leave(target));
    }

    @Override
    public void ownStatus(Target target, NetStatus status) {
        writer.gatewayStatus(target, null, status);
    }

    @Override
    public void status(Target target, NetStatus status) {
        writer.serverStatus(target, null, status);
    }

    @Override
    public void reconnectRequested(Target target, ReconnectRequest request) {
        redirects.requested(target, request, setup.outcome());
    }

    @Override
    public void called(Target target, TargetCall call) {
        observers.forEach(observer -> observer.called(target, call));
    }

    @Override
    public void data(Target target, String handler, List<AmfValue> arguments) {
        observers.forEach(observer -> observer.data(target, handler, arguments));
    }
}
