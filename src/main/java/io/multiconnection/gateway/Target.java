package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.GatewayMetrics.TargetMetrics;
import io.multiconnection.protocol.Cause;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.IncomingCall;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpFault;
import io.multiconnection.rtmp.client.RtmpFault.Kind;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One server of a session, with its state.
 *
 * <pre>
 * CONNECTING --connected--> LIVE &lt;--lagging, caught up--> LAGGING
 * any --outage--> FAILED    any --refusal--> REJECTED    any --close--> CLOSED
 * </pre>
 *
 * <p>The last three are final. Lives on its session's event loop.
 */
final class Target {

    /** What a target has to say. */
    interface Listener {

        /** It has a new state; {@code cause} and {@code text} say why, where it was left. */
        void changed(Target target, @Nullable Cause cause, @Nullable String text);

        /** Its server, or the gateway in its place, said something about the connection. */
        void status(Target target, NetStatus status);

        /** Its server calls the page. */
        void called(Target target, IncomingCall call);

        /** Its server tells the page something that belongs to no stream. */
        void told(Target target, String handler, List<AmfValue> arguments);
    }

    private final int number;
    private final Pool.Server server;
    private final Listener listener;
    private final TargetMetrics metrics;
    private ServerState state = ServerState.CONNECTING;
    private int laggingLegs;
    private final CompletableFuture<NetConnection> connection = new CompletableFuture<>();
    private Cancellable attempt = () -> {};

    Target(int number, Pool.Server server, Listener listener, TargetMetrics metrics) {
        this.number = number;
        this.server = server;
        this.listener = listener;
        this.metrics = metrics;
    }

    int number() {
        return number;
    }

    Pool.Server server() {
        return server;
    }

    String label() {
        return server.url().label();
    }

    ServerState state() {
        return state;
    }

    TargetMetrics metrics() {
        return metrics;
    }

    boolean isConnected() {
        return !state.isFinal() && state != ServerState.CONNECTING;
    }

    /** Announces itself as Connecting. */
    void announce() {
        enter(ServerState.CONNECTING, null, null);
    }

    /** Begins to connect; {@link #connected} tells the outcome. */
    void connect(Dialer dialer, EventLoop loop, ConnectRequest request) {
        attempt =
                NetConnection.connect(dialer, loop, request, connectionListener())
                        .subscribe()
                        .with(this::succeeded, fault -> connectFailed((RtmpFault) fault));
    }

    /** The rules of the gateway do not allow this destination; nothing is ever dialled. */
    void refuse(String text) {
        leave(Cause.NOT_ALLOWED, "NetConnection.Connect.Rejected", text);
    }

    /** The connection, once there is one; fails with the reason in words if there will be none. */
    Uni<NetConnection> connected() {
        return Uni.createFrom().completionStage(connection);
    }

    /** The connection of a target that is connected. */
    NetConnection connection() {
        return connection.join();
    }

    private NetConnection.Listener connectionListener() {
        return new NetConnection.Listener() {
            @Override
            public void onStatus(NetStatus status) {
                listener.status(Target.this, status);
            }

            @Override
            public void onCall(IncomingCall call) {
                listener.called(Target.this, call);
            }

            @Override
            public void onData(String handler, List<AmfValue> arguments) {
                listener.told(Target.this, handler, arguments);
            }

            @Override
            public void onLost(RtmpFault fault) {
                leave(cause(fault), "NetConnection.Connect.Closed", fault.text());
            }
        };
    }

    private void succeeded(NetConnection made) {
        enter(ServerState.LIVE, null, null);
        connection.complete(made);
    }

    private void connectFailed(RtmpFault fault) {
        Cause cause = cause(fault);
        String code =
                cause.state() == ServerState.REJECTED
                        ? "NetConnection.Connect.Rejected"
                        : "NetConnection.Connect.Failed";
        leave(cause, code, fault.text());
    }

    /** A leg has begun or ceased to lag. */
    void lagging(boolean begins) {
        laggingLegs += begins ? 1 : -1;
        ServerState now = laggingLegs > 0 ? ServerState.LAGGING : ServerState.LIVE;
        if (!state.isFinal() && state != now) {
            enter(now, null, null);
        }
    }

    /** Its publish was refused or could not be had in time: it is left. */
    void publishFailed(RtmpFault fault) {
        if (!state.isFinal()) {
            end(fault.kind() == Kind.REFUSED ? Cause.REFUSED_PUBLISH : cause(fault), fault.text());
        }
    }

    /** Ends the connection in order. */
    void close() {
        if (!state.isFinal()) {
            enter(ServerState.CLOSED, null, null);
            disconnect("closed");
        }
    }

    private void leave(Cause cause, String code, String text) {
        if (!state.isFinal()) {
            listener.status(this, NetStatus.of("error", code, text));
            end(cause, text);
        }
    }

    private void end(Cause cause, String text) {
        enter(cause.state(), cause, left(text).getMessage());
        disconnect(text);
    }

    /** Abandons the attempt if there is no connection yet, else ends the connection. */
    private void disconnect(String text) {
        attempt.cancel();
        if (!connection.completeExceptionally(left(text))
                && !connection.isCompletedExceptionally()) {
            connection.join().close();
        }
    }

    private void enter(ServerState next, @Nullable Cause cause, @Nullable String text) {
        state = next;
        metrics.entered(next);
        listener.changed(this, cause, text);
    }

    private static Cause cause(RtmpFault fault) {
        return switch (fault.kind()) {
            case TIMEOUT -> Cause.TIMEOUT;
            case DNS -> Cause.DNS;
            case UNREACHABLE -> Cause.UNREACHABLE;
            case TLS -> Cause.TLS;
            case LOST -> Cause.LOST;
            case PROTOCOL, TOO_MANY_CALLS, UNWRITABLE -> Cause.PROTOCOL;
            case REFUSED -> Cause.REFUSED_CONNECT;
            case ADDRESS_NOT_ALLOWED -> Cause.NOT_ALLOWED;
        };
    }

    /** What the server said, without the stream key that a pool may have given it. */
    NetStatus shown(NetStatus status) {
        return !server.hasSecrets()
                ? status
                : NetStatus.of(
                        status.level(), status.code(), server.redacted(status.description()));
    }

    /** Values of the server, without the secrets that a pool may hold. */
    List<AmfValue> shown(List<AmfValue> values) {
        return server.hasSecrets() ? new Redacted(server::redacted).all(values) : values;
    }

    /** A value of the server, likewise. */
    AmfValue shown(AmfValue value) {
        return shown(List.of(value)).getFirst();
    }

    /** Words of the server, likewise. */
    String shown(String text) {
        return server.hasSecrets() ? server.redacted(text) : text;
    }

    /** The reason why this target was left, as a failure. */
    Left left(String text) {
        return new Left(label() + ": " + server.redacted(text));
    }

    /** Why a target has been left, in words that name it. */
    static final class Left extends RuntimeException {

        private static final long serialVersionUID = 1;

        Left(String text) {
            super(text, null, false, false);
        }
    }
}
