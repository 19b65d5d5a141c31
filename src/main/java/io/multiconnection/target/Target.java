package io.multiconnection.target;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.GatewayMetrics.TargetMetrics;
import io.multiconnection.protocol.FailureCause;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.publish.NameClaims;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.IncomingCall;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClient;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.UnexpectedFailure;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One server of a session, from dialling it to the end of that connection. The states are those of
 * {@link TargetLifecycle}.
 *
 * <p>One that is left stays so: when it is asked again, another target takes its place, with the
 * same {@link ServerSlot}. Lives on its session's event loop.
 */
public final class Target {

    /** What a target has to say. */
    public interface Listener {

        /**
         * It has a new state.
         *
         * @param reason why it was left
         * @param retry the attempt to bring its server back that is planned, or that it is
         */
        void changed(Target target, @Nullable Reason reason, @Nullable Retry retry);

        /** There is no connection any more; not said where there was none. */
        void left(Target target);

        /** The gateway says something about the connection. */
        void status(Target target, NetStatus status);

        /** Its server said something about the connection. */
        void said(Target target, NetStatus status);

        /** Its server calls the page. */
        void called(Target target, IncomingCall call);

        /** Its server tells the page something that belongs to no stream. */
        void told(Target target, String handler, List<AmfValue> arguments);
    }

    /** Why a target was left; {@code text} is fit to be shown. */
    public record Reason(FailureCause cause, String text) {}

    private final ServerSlot place;
    private final Destination destination;
    private final TargetConnection connection = new TargetConnection();
    private final ServerRedactor disclosure;
    private final EventLoop loop;
    private final boolean wasLive;
    private final Listener listener;
    private final TargetMetrics metrics;
    private final TargetLifecycle lifecycle;
    private final CompletableFuture<Target> successor = new CompletableFuture<>();
    private Destination next;
    private long deadlineNanos;
    private boolean removed;

    /**
     * A target that is still to be connected.
     *
     * @param destination where its server is now
     */
    public Target(
            ServerSlot place,
            Destination destination,
            EventLoop loop,
            Listener listener,
            TargetMetrics metrics) {
        this.place = place;
        this.destination = destination;
        this.disclosure = new ServerRedactor(destination.server());
        this.loop = loop;
        this.next = place.home();
        this.wasLive = place.recovery().wasLive();
        this.listener = listener;
        this.metrics = metrics;
        this.lifecycle = new TargetLifecycle(this, loop, listener);
    }

    public ServerSlot place() {
        return place;
    }

    public int number() {
        return place.number();
    }

    public Destination destination() {
        return destination;
    }

    /** Where its server is to be found when it is asked again: where it was to be, or moves to. */
    public Destination next() {
        return next;
    }

    public Pool.Server server() {
        return destination.server();
    }

    /** Returns the filter for what the server says. */
    public ServerRedactor disclosure() {
        return disclosure;
    }

    public ReconnectSchedule recovery() {
        return place.recovery();
    }

    /** Sets aside what its server hangs up on. */
    public WriteGuard guard() {
        return place.guard();
    }

    /** Budget of the events that its server causes at the client. */
    public ServerEventSender events() {
        return place.events();
    }

    public String label() {
        Pool.Server shown = server().hasSecrets() ? place.home().server() : server();
        return shown.url().label(); // a server with secrets may name any place in a redirection
    }

    public ServerState state() {
        return lifecycle.state();
    }

    public TargetMetrics metrics() {
        return metrics;
    }

    /** Whether its server refused, or failed in a way that does not pass by itself. */
    public boolean hasRefused() {
        return lifecycle.hasRefused();
    }

    /** Whether it is connected, or will be unless an outage lasts. */
    public boolean mayBeConnected() {
        return lifecycle.mayBeConnected();
    }

    public boolean isConnected() {
        return lifecycle.isConnected();
    }

    /** Announces itself as Connecting. */
    public void announce() {
        lifecycle.announce();
    }

    /** Says again which state it has. */
    public void tell() {
        lifecycle.tell();
    }

    /**
     * Begins to connect; {@link #connected} tells the outcome.
     *
     * @param owner takes turns with others that connect to the same host
     */
    public void connect(Dialer dialer, Object owner, ConnectRequest request) {
        deadlineNanos = System.nanoTime() + request.timeout().toNanos();
        connection.dial(
                RtmpClient.connect(
                        dialer, loop, owner, request, new TargetConnectionListener(this, listener)),
                this::succeeded,
                this::connectFailed);
    }

    /** Returns the rest of the time in which it is to be connected. */
    public Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    /** The rules of the gateway do not allow this destination; nothing is ever dialled. */
    public void refuse(String text) {
        leave(FailureCause.NOT_ALLOWED, "NetConnection.Connect.Rejected", text);
    }

    /** The connection, once there is one; fails with the reason in words if there will be none. */
    public Uni<NetConnection> connected() {
        return connection.whenMade();
    }

    /** The connection of a target that is connected. */
    public NetConnection connection() {
        return connection.now();
    }

    /** The server sent a status of the connection. */
    void said(NetStatus status) {
        lifecycle.said(status);
        listener.said(this, status);
    }

    /** The connection was lost. */
    void lost(RtmpClientException fault) {
        guard().lost();
        leave(FaultCauses.of(fault, true), "NetConnection.Connect.Closed", words(fault));
    }

    /** Leaves a server whose data made the gateway fail as nobody expected. */
    public void failed(Throwable unexpected) {
        if (!lifecycle.isLeft()) {
            guard().lost();
            String text = UnexpectedFailure.fault(label(), unexpected).text();
            leave(FailureCause.PROTOCOL, "NetConnection.Connect.Closed", text);
        }
    }

    private void succeeded(NetConnection made) {
        recovery().connected();
        guard().connected();
        lifecycle.live();
        connection.complete(made);
    }

    private void connectFailed(RtmpClientException fault) {
        FailureCause cause = FaultCauses.of(fault, wasLive);
        String code =
                cause.state() == ServerState.REJECTED
                        ? "NetConnection.Connect.Rejected"
                        : "NetConnection.Connect.Failed";
        leave(cause, code, words(fault));
    }

    /** Its server has taken a stream. */
    public void published() {
        recovery().progressed();
    }

    /** A leg has begun or ceased to lag. */
    public void lagging(boolean begins) {
        lifecycle.lagging(begins);
    }

    /**
     * Its publish was refused or could not be had in time: it is left.
     *
     * @param mayPass whether its server may take the stream later, see {@link NameClaims}; then
     *     this counts as an outage
     */
    public void publishFailed(RtmpClientException fault, boolean mayPass) {
        if (!lifecycle.isLeft()) {
            boolean again = mayPass && recovery().isOn();
            FailureCause cause = FaultCauses.ofPublish(fault, again);
            end(cause, words(fault), cause.isOutage() || again ? recovery().lost() : null);
        }
    }

    /** The setup has succeeded: from now on outages are made good, also one that is over. */
    public void setUp() {
        recovery().begin();
        lifecycle.recover();
    }

    /** Ends the connection in order, or gives up. */
    public void close() {
        recovery().cancel();
        events().close();
        if (mayBeConnected()) {
            lifecycle.close();
            connection.end(left("closed"));
            successor.completeExceptionally(left("closed"));
        }
    }

    /**
     * The client wants it no more: ends the connection in order, or gives up. It is closed then,
     * also if its server has failed or refused before.
     */
    public void remove() {
        removed = true;
        close();
        if (state() != ServerState.CLOSED) {
            lifecycle.close();
        }
    }

    /**
     * Another target takes its place: ends the connection in order, or gives up, without a word.
     */
    public void replacedBy(Target other) {
        boolean leaves = isConnected();
        lifecycle.closeSilently();
        successor.complete(other);
        if (leaves) {
            listener.left(this);
        }
        connection.end(left("replaced"));
    }

    /** Whether another target has taken its place. */
    boolean isReplaced() {
        return successor.isDone() && !successor.isCompletedExceptionally();
    }

    /** Returns the target that takes its place; fails if it is closed instead. */
    Uni<Target> successor() {
        return Uni.createFrom().completionStage(successor.copy());
    }

    /** Its server wants to be connected anew, here or elsewhere: ends the connection in order. */
    public void move(Destination there) {
        next = there;
        end(FailureCause.MOVED, "the server wants to be connected anew", recovery().moved());
    }

    /** Waits until nothing is left of the connection. */
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

    /** Returns what happened; without words of a server that holds secrets. */
    public String words(RtmpClientException fault) {
        return destination.words(fault);
    }

    /** The reason why this target was left, as a failure. */
    public TargetLeftException left(Throwable failure) {
        return left(FaultCauses.words(failure, destination));
    }

    /** The reason why this target was left, in words of ours, as a failure. */
    public TargetLeftException left(String text) {
        String words = TextLimit.shortened(label() + ": " + text);
        return removed ? new TargetLeftException.Removed(words) : new TargetLeftException(words);
    }
}
