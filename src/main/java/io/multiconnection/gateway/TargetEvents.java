package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.GatewayMessage.ServerNews;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.LeaveReason;
import io.multiconnection.target.ReconnectRequest;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of a session's targets, passed to the client, to the parts of the session and to its
 * redirects.
 */
final class TargetEvents implements Target.Listener {

    private final EventWriter news;
    private final List<ServerObserver> parts;
    private final Redirects redirects;
    private final ServerSetup setup;

    /**
     * Creates the events of one session.
     *
     * @param parts of the session, also those that are added later
     * @param setup for which requests of servers to be reconnected wait
     */
    TargetEvents(
            EventWriter news, List<ServerObserver> parts, Redirects redirects, ServerSetup setup) {
        this.news = news;
        this.parts = parts;
        this.redirects = redirects;
        this.setup = setup;
    }

    @Override
    public void changed(Target target, @Nullable LeaveReason reason, @Nullable Retry retry) {
        if (target.isConnected()) {
            redirects.connected(target);
        }
        news.tell(
                new ServerNews(
                        target.number(),
                        target.label(),
                        target.state(),
                        reason == null ? null : reason.cause(),
                        reason == null ? null : reason.text(),
                        retry));
    }

    @Override
    public void left(Target target) {
        parts.forEach(part -> part.leave(target));
    }

    @Override
    public void ownStatus(Target target, NetStatus status) {
        news.status(target, null, status);
    }

    @Override
    public void status(Target target, NetStatus status) {
        news.said(target, null, status);
    }

    @Override
    public void reconnectRequested(Target target, ReconnectRequest request) {
        redirects.requested(target, request, setup.outcome());
    }

    @Override
    public void called(Target target, TargetCall call) {
        parts.forEach(part -> part.called(target, call));
    }

    @Override
    public void data(Target target, String handler, List<AmfValue> arguments) {
        parts.forEach(part -> part.data(target, handler, arguments));
    }
}
