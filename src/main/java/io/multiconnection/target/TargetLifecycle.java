package io.multiconnection.target;

import io.multiconnection.protocol.FailureCause;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.client.NetStatus;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * State of one target, with the reason why the target was left and the attempt that is planned.
 * Notifies the target's listener of each change.
 *
 * <pre>
 * CONNECTING --connected--> LIVE &lt;--lagging, caught up--> LAGGING
 * any of these --outage--> RECOVERING, or FAILED where it is not asked again, or no longer
 *              --refusal--> REJECTED
 *              --close--> CLOSED
 *              --replaced--> CLOSED, without a word
 * FAILED --setup succeeded without it--> RECOVERING --close--> CLOSED
 * </pre>
 *
 * <p>Lives on its session's event loop.
 */
final class TargetLifecycle {

    private static final String CONNECT = "NetConnection.Connect.";

    private final Target target;
    private final Target.Listener listener;
    private final @Nullable Retry attempt;
    private final LagTracker lag;
    private ServerState state = ServerState.CONNECTING;
    private Target.@Nullable Reason reason;
    private @Nullable Retry retry;
    private long enteredAtNanos;

    /** Whether the server's own words of a refusal were told, so that ours are not needed. */
    private boolean refusalTold;

    /** Creates the lifecycle of a target that is still to be connected. */
    TargetLifecycle(Target target, EventLoop loop, Target.Listener listener) {
        this.target = target;
        this.listener = listener;
        this.attempt = target.recovery().attempt();
        this.lag = new LagTracker(loop, this::lags);
    }

    ServerState state() {
        return state;
    }

    boolean isLeft() {
        return state.isLeft();
    }

    boolean isConnected() {
        return !state.isLeft() && state != ServerState.CONNECTING;
    }

    /** Returns whether the target is connected, or will be unless an outage lasts. */
    boolean mayBeConnected() {
        return !state.isLeft() || state == ServerState.RECOVERING;
    }

    /** Returns whether the server refused, or failed in a way that does not pass by itself. */
    boolean hasRefused() {
        return switch (state) {
            case FAILED, REJECTED -> reason != null && !reason.cause().isOutage();
            case CONNECTING, LIVE, LAGGING, RECOVERING, CLOSED -> false;
        };
    }

    /** Announces the target as Connecting. */
    void announce() {
        enter(ServerState.CONNECTING, attempt);
    }

    /** Repeats the present state. */
    void tell() {
        long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - enteredAtNanos);
        listener.changed(target, reason, retry == null ? null : retry.after(since));
    }

    /** Notes a status of the connection, which may be a refusal. */
    void said(NetStatus status) {
        refusalTold |= status.isError() && status.code().startsWith(CONNECT);
    }

    /** The target is connected. */
    void live() {
        enter(ServerState.LIVE, null);
    }

    /** A leg has begun or ceased to lag. */
    void lagging(boolean begins) {
        if (!state.isLeft()) {
            lag.leg(begins);
        }
    }

    private void lags(boolean now) {
        if (!state.isLeft()) {
            enter(now ? ServerState.LAGGING : ServerState.LIVE, null);
        }
    }

    /**
     * Leaves the target because of its connection, with a status; attempts that fail are told by
     * the state alone, as long as there is another.
     *
     * @return the reason
     */
    TargetLeftException leave(FailureCause cause, String code, String text) {
        ReconnectSchedule recovery = target.recovery();
        Retry planned = cause.isOutage() ? recovery.lost() : null;
        boolean isFlap = planned != null && recovery.isFlapping();
        boolean isTold = cause == FailureCause.REFUSED_CONNECT && refusalTold;
        if (!isFlap && !isTold && (planned == null || attempt == null || isConnected())) {
            listener.status(target, NetStatus.of("error", code, text));
        }
        return end(cause, text, planned);
    }

    /**
     * Leaves the target.
     *
     * @param planned the next attempt, if there is one
     * @return the reason
     */
    TargetLeftException end(FailureCause cause, String said, @Nullable Retry planned) {
        ReconnectSchedule recovery = target.recovery();
        String text = planned == null ? said : recovery.words(said);
        if (planned != null && recovery.beginsToFlap()) {
            String code = "NetConnection.Connect.Flapping";
            listener.status(target, NetStatus.of("warning", code, text));
        }
        TargetLeftException left = target.left(text);
        reason = new Target.Reason(cause, String.valueOf(left.getMessage()));
        enter(planned == null ? cause.state() : ServerState.RECOVERING, planned);
        return left;
    }

    /** Recovers a target that has failed by an outage already. */
    void recover() {
        if (state == ServerState.FAILED && reason != null && reason.cause().isOutage()) {
            Retry planned = target.recovery().lost();
            if (planned != null) {
                enter(ServerState.RECOVERING, planned);
            }
        }
    }

    /** Closes the target, for no reason but the client's wish. */
    void close() {
        reason = null;
        enter(ServerState.CLOSED, null);
    }

    /** Closes a target that another target replaces, without a notification. */
    void closeSilently() {
        state = ServerState.CLOSED;
    }

    private void enter(ServerState next, @Nullable Retry planned) {
        boolean leaves = next.isLeft() && isConnected();
        state = next;
        retry = planned;
        enteredAtNanos = System.nanoTime();
        target.metrics().entered(next);
        tell();
        if (leaves) {
            listener.left(target);
        }
    }
}
