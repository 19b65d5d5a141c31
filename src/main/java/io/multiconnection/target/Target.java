package io.multiconnection.target;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.log.LogSubject;
import io.multiconnection.protocol.FailureCause;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClient;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.UnexpectedFailure;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a session to a server, from the attempt to connect to its end. The states are
 * those of {@link TargetLifecycle}. Everything that it delivers is redacted: no receiver sees a
 * secret of a server.
 *
 * <p>A target that was left is never connected again; another target with the same {@link
 * ServerSlot} replaces it. Lives on its session's event loop.
 */
public final class Target {

    private static final System.Logger LOG = System.getLogger(Target.class.getName());

    /** Receives the events of a target. */
    public interface Listener {

        /**
         * The target has a new state.
         *
         * @param reason why the target was left; null unless it was
         * @param retry the attempt that is planned or made; null for none
         */
        void changed(Target target, @Nullable LeaveReason reason, @Nullable Retry retry);

        /** A target that was connected has been left. */
        void left(Target target);

        /** The gateway reports a status of the connection. */
        void ownStatus(Target target, NetStatus status);

        /** The server sent a status of the connection. */
        void status(Target target, NetStatus status);

        /** The server asks to be connected again, here or elsewhere; follows its status. */
        void reconnectRequested(Target target, ReconnectRequest request);

        /** The server calls a method of the client. */
        void called(Target target, TargetCall call);

        /** The server sent a data message that belongs to no stream. */
        void data(Target target, String handler, List<AmfValue> arguments);
    }

    /** Connection of the lifecycle to the target's listener. */
    private final class Lifecycle implements TargetLifecycle.Listener {

        @Override
        public void onState(
                ServerState state, @Nullable LeaveReason reason, @Nullable Retry retry) {
            String url = server().url().server();
            LOG.log(Level.DEBUG, "server {0}, {1}: {2}", number(), url, state, subject());
            listener.changed(Target.this, reason, retry);
        }

        @Override
        public void onLeft() {
            listener.left(Target.this);
        }

        @Override
        public void onOwnStatus(NetStatus status) {
            listener.ownStatus(Target.this, status);
        }

        @Override
        public TargetLeftException left(String text) {
            return Target.this.left(text);
        }
    }

    private final ServerSlot slot;
    private final Destination destination;
    private final TargetConnection connection;
    private final ServerRedactor redactor;
    private final EventLoop loop;
    private final Supplier<LogSubject> subject;
    private final boolean wasLive;
    private final Listener listener;
    private final TargetMetrics metrics;
    private final TargetLifecycle lifecycle;
    private final CompletableFuture<Target> successor = new CompletableFuture<>();
    private Destination next;
    private long deadlineNanos;
    private boolean removed;

    /**
     * Creates a target that is not connected yet.
     *
     * @param destination where the server is now, which need not be the home of its slot
     * @param subject what log lines of the target concern
     */
    public Target(
            ServerSlot slot,
            Destination destination,
            EventLoop loop,
            Listener listener,
            TargetMetrics metrics,
            Supplier<LogSubject> subject) {
        this.slot = slot;
        this.destination = destination;
        this.redactor = new ServerRedactor(destination.server());
        this.connection = new TargetConnection(redactor);
        this.loop = loop;
        this.next = slot.home();
        this.wasLive = slot.schedule().wasLive();
        this.listener = listener;
        this.metrics = metrics;
        this.subject = subject;
        this.lifecycle =
                new TargetLifecycle(slot.schedule(), loop, metrics, new Lifecycle(), subject);
    }

    public ServerSlot slot() {
        return slot;
    }

    public int number() {
        return slot.number();
    }

    public Destination destination() {
        return destination;
    }

    /** Returns the destination of the next attempt: the slot's home, or where the server moves. */
    public Destination next() {
        return next;
    }

    public Pool.Server server() {
        return destination.server();
    }

    /** Returns the redactor of the server's secrets, for what others say about the server. */
    public ServerRedactor redactor() {
        return redactor;
    }

    public ReconnectSchedule schedule() {
        return slot.schedule();
    }

    /** Returns the guard that keeps away writes after which the server ends the connection. */
    public WriteGuard guard() {
        return slot.guard();
    }

    /** Returns the sender of the events that the server causes at the client. */
    public ServerEventSender events() {
        return slot.events();
    }

    /** Returns the server's name; a server with secrets may redirect to any place. */
    public String label() {
        Pool.Server named = server().hasSecrets() ? slot.home().server() : server();
        return named.url().label();
    }

    /** Returns the session, server and client of log lines and flight recorder events. */
    public LogSubject subject() {
        return subject.get();
    }

    public ServerState state() {
        return lifecycle.state();
    }

    public TargetMetrics metrics() {
        return metrics;
    }

    /** Returns whether the server refused, or failed in a way that a retry does not mend. */
    public boolean hasRefused() {
        return lifecycle.hasRefused();
    }

    /** Returns whether the target is connected, or will be unless an outage lasts. */
    public boolean mayBeConnected() {
        return lifecycle.mayBeConnected();
    }

    public boolean isConnected() {
        return lifecycle.isConnected();
    }

    /** Announces the target as Connecting. */
    public void announce() {
        lifecycle.announce();
    }

    /** Notifies the listener of the present state again. */
    public void reportState() {
        lifecycle.report();
    }

    /**
     * Begins to connect; {@link #connected} has the outcome.
     *
     * @param owner shares the rate at which one host is dialled with other owners
     */
    public void connect(Dialer dialer, Object owner, ConnectRequest request) {
        deadlineNanos = System.nanoTime() + request.timeout().toNanos();
        connection.dial(
                RtmpClient.connect(
                        dialer, loop, owner, request, new TargetConnectionListener(this, listener)),
                this::succeeded,
                this::connectFailed);
    }

    /** Returns the rest of the time in which the target is to be connected; zero if it is over. */
    public Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    /** Rejects the target without connecting: the gateway does not allow its destination. */
    public void refuse(String text) {
        leave(FailureCause.NOT_ALLOWED, "NetConnection.Connect.Rejected", text);
    }

    /** Waits until the target is connected; fails with the reason if it will not be. */
    public Uni<Void> connected() {
        return connection.whenMade();
    }

    /** Returns the connection, with everything that the server sends redacted. */
    public TargetConnection connection() {
        return connection;
    }

    /** Receives a status of the connection. */
    void onStatus(NetStatus status) {
        lifecycle.onStatus(status);
        listener.status(this, redactor.redact(status));
        ReconnectRequest.of(status)
                .ifPresent(request -> listener.reconnectRequested(this, request));
    }

    /** Leaves the target because the connection was lost. */
    void lost(RtmpClientException failure) {
        guard().lost();
        leave(FaultCauses.of(failure, true), "NetConnection.Connect.Closed", describe(failure));
    }

    /** Leaves a server whose data caused an unexpected failure of the gateway. */
    public void failed(Throwable unexpected) {
        if (!lifecycle.isLeft()) {
            guard().lost();
            String url = server().url().server();
            String text = UnexpectedFailure.fault(url, subject(), unexpected).text();
            leave(FailureCause.PROTOCOL, "NetConnection.Connect.Closed", text);
        }
    }

    private void succeeded(NetConnection made) {
        schedule().connected();
        guard().connected();
        lifecycle.live();
        connection.complete(made);
    }

    private void connectFailed(RtmpClientException failure) {
        FailureCause cause = FaultCauses.of(failure, wasLive);
        String code =
                cause.state() == ServerState.REJECTED
                        ? "NetConnection.Connect.Rejected"
                        : "NetConnection.Connect.Failed";
        leave(cause, code, describe(failure));
    }

    /** Notes that the server has accepted a stream. */
    public void published() {
        schedule().progressed();
    }

    /** Notes a leg that has begun or ceased to lag. */
    public void lagging(boolean begins) {
        lifecycle.lagging(begins);
    }

    /**
     * Leaves a server that refused a publish, or did not respond to it in time.
     *
     * @param mayPass whether the server may accept the stream later; then this is an outage
     */
    public void publishFailed(RtmpClientException failure, boolean mayPass) {
        if (!lifecycle.isLeft()) {
            boolean retries = mayPass && schedule().isOn();
            FailureCause cause = FaultCauses.ofPublish(failure, retries);
            end(cause, describe(failure), cause.isOutage() || retries ? schedule().lost() : null);
        }
    }

    /** Enables automatic reconnection, also after an outage that is over. */
    public void enableRecovery() {
        schedule().begin();
        lifecycle.recover();
    }

    /** Closes the connection in order, or abandons the attempt. */
    public void close() {
        schedule().cancel();
        events().close();
        if (mayBeConnected()) {
            lifecycle.close();
            connection.end(left("closed"));
            successor.completeExceptionally(left("closed"));
        }
    }

    /** Closes the target at the client's request, also if it has failed or was refused before. */
    public void remove() {
        removed = true;
        close();
        if (state() != ServerState.CLOSED) {
            lifecycle.close();
        }
    }

    /** Closes the connection in favour of another target, without a notification of the state. */
    public void replacedBy(Target other) {
        boolean leaves = isConnected();
        lifecycle.closeSilently();
        successor.complete(other);
        if (leaves) {
            listener.left(this);
        }
        connection.end(left("replaced"));
    }

    /** Returns whether another target has replaced this one. */
    public boolean isReplaced() {
        return successor.isDone() && !successor.isCompletedExceptionally();
    }

    /** Waits for the target that replaces this one; fails if this one is closed instead. */
    public Uni<Target> successor() {
        return Uni.createFrom().completionStage(successor.copy());
    }

    /** Closes the connection of a server that asks to be connected again, here or elsewhere. */
    public void move(Destination to) {
        next = to;
        end(FailureCause.MOVED, "the server wants to be connected anew", schedule().moved());
    }

    /** Waits until the connection is gone. */
    public Uni<Void> gone() {
        return connection.gone();
    }

    private void leave(FailureCause cause, String code, String text) {
        if (!lifecycle.isLeft()) {
            connection.end(lifecycle.leave(cause, code, text));
        }
    }

    private void end(FailureCause cause, String text, @Nullable Retry retry) {
        connection.end(lifecycle.end(cause, text, retry));
    }

    /** Returns the description of a failure, without the server's words if it holds secrets. */
    public String describe(RtmpClientException failure) {
        return destination.describe(failure);
    }

    /** Returns a failure as the reason why this target was left. */
    public TargetLeftException left(Throwable failure) {
        return left(FaultCauses.describe(failure, destination));
    }

    /** Returns a text of the gateway as the reason why this target was left. */
    public TargetLeftException left(String text) {
        String bounded = TextLimit.shortened(label() + ": " + text);
        return removed
                ? new TargetLeftException.Removed(bounded)
                : new TargetLeftException(bounded);
    }
}
