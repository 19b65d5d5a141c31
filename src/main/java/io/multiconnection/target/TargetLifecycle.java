package io.multiconnection.target;

import io.multiconnection.log.LogSubject;
import io.multiconnection.log.ServerEvent;
import io.multiconnection.protocol.FailureCause;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.client.NetStatus;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * State of one target, with the reason why the target was left and the attempt that is planned.
 * Notifies its listener of each change.
 *
 * <pre>
 * CONNECTING --connected--> LIVE &lt;--lagging, caught up--> LAGGING
 * any of these --outage--> RECOVERING, or FAILED without a further attempt
 *              --refusal--> REJECTED
 *              --close--> CLOSED
 *              --replaced--> CLOSED, without a notification
 * FAILED --setup succeeded without it--> RECOVERING --close--> CLOSED
 * </pre>
 *
 * <p>Lives on its session's event loop.
 */
final class TargetLifecycle {

    /** Receives the changes, and words the reasons. */
    interface Listener {

        /** The state, its reason or the planned attempt has changed. */
        void onState(ServerState state, @Nullable LeaveReason reason, @Nullable Retry retry);

        /** A target that was connected has been left; follows {@link #onState}. */
        void onLeft();

        /** A status of the gateway about the connection. */
        void onOwnStatus(NetStatus status);

        /** Returns the reason for leaving the target, as an exception. */
        TargetLeftException left(String text);
    }

    private static final String CONNECT = "NetConnection.Connect.";

    private final ReconnectSchedule schedule;
    private final TargetMetrics metrics;
    private final Listener listener;
    private final Supplier<LogSubject> subject;
    private final @Nullable Retry attempt;
    private final LagTracker lag;
    private ServerState state = ServerState.CONNECTING;
    private @Nullable LeaveReason reason;
    private @Nullable Retry retry;
    private long enteredAtNanos;
    private @Nullable LagEvent lagEvent;

    /** State in which the target is counted; null if in none. */
    private @Nullable ServerState counted;

    /** Whether the client has received the server's own words of a refusal. */
    private boolean refusalReported;

    /**
     * Creates the lifecycle of a target that is not connected yet.
     *
     * @param subject what flight recorder events of the target concern
     */
    TargetLifecycle(
            ReconnectSchedule schedule,
            EventLoop loop,
            TargetMetrics metrics,
            Listener listener,
            Supplier<LogSubject> subject) {
        this.schedule = schedule;
        this.metrics = metrics;
        this.listener = listener;
        this.subject = subject;
        this.attempt = schedule.attempt();
        this.lag = new LagTracker(loop, this::onLag);
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

    /** Returns whether the server refused, or failed in a way that a retry does not mend. */
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

    /** Notifies the listener of the present state again. */
    void report() {
        long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - enteredAtNanos);
        listener.onState(state, reason, retry == null ? null : retry.after(since));
    }

    /** Notes a status of the connection, which may be a refusal. */
    void onStatus(NetStatus status) {
        refusalReported |= status.isError() && status.code().startsWith(CONNECT);
    }

    /** The target is connected. */
    void live() {
        if (attempt != null) {
            metrics.reconnected();
        }
        schedule.recorder().ended(ServerState.LIVE);
        enter(ServerState.LIVE, null);
    }

    /** A leg has begun or ceased to lag. */
    void lagging(boolean begins) {
        if (!state.isLeft()) {
            lag.leg(begins);
        }
    }

    private void onLag(boolean lags) {
        if (!state.isLeft()) {
            enter(lags ? ServerState.LAGGING : ServerState.LIVE, null);
        }
    }

    /**
     * Leaves the target because of its connection, with a status. A failed attempt that is followed
     * by another one is reported by the state alone.
     *
     * @return the reason
     */
    TargetLeftException leave(FailureCause cause, String code, String text) {
        Retry planned = cause.isOutage() ? schedule.lost() : null;
        boolean isFlap = planned != null && schedule.isFlapping();
        boolean isReported = cause == FailureCause.REFUSED_CONNECT && refusalReported;
        if (!isFlap && !isReported && (planned == null || attempt == null || isConnected())) {
            listener.onOwnStatus(NetStatus.of("error", code, text));
        }
        return end(cause, text, planned);
    }

    /**
     * Leaves the target.
     *
     * @param planned the next attempt, if there is one
     * @return the reason
     */
    TargetLeftException end(FailureCause cause, String description, @Nullable Retry planned) {
        String text = planned == null ? description : schedule.describe(description);
        if (planned != null && schedule.beginsToFlap()) {
            listener.onOwnStatus(NetStatus.of("warning", CONNECT + "Flapping", text));
        }
        TargetLeftException left = listener.left(text);
        reason = new LeaveReason(cause, String.valueOf(left.getMessage()));
        metrics.failed(cause);
        record(cause, planned);
        enter(planned == null ? cause.state() : ServerState.RECOVERING, planned);
        return left;
    }

    /** Recovers a target that has failed by an outage already. */
    void recover() {
        if (state == ServerState.FAILED && reason != null && reason.cause().isOutage()) {
            Retry planned = schedule.lost();
            if (planned != null) {
                record(reason.cause(), planned);
                enter(ServerState.RECOVERING, planned);
            }
        }
    }

    private void record(FailureCause cause, @Nullable Retry planned) {
        if (planned == null) {
            schedule.recorder().ended(cause.state());
        } else {
            schedule.recorder().attempts(subject, cause, planned.attempt());
        }
    }

    /** Closes the target at the client's request. */
    void close() {
        reason = null;
        schedule.recorder().ended(ServerState.CLOSED);
        enter(ServerState.CLOSED, null);
    }

    /** Closes a target that another target replaces, without a notification. */
    void closeSilently() {
        state = ServerState.CLOSED;
        recordLag();
        count(null);
    }

    /** Begins the event of a lag, or records the one that is over. */
    private void recordLag() {
        LagEvent ending = lagEvent;
        if (ending != null) {
            lagEvent = null;
            ending.commit();
        } else if (state == ServerState.LAGGING) {
            lagEvent = ServerEvent.begin(new LagEvent(), subject);
        }
    }

    /** Counts the target in a state in which it has a connection, or will have one. */
    private void count(@Nullable ServerState next) {
        if (counted != null) {
            metrics.present(counted, -1);
        }
        counted = next;
        if (counted != null) {
            metrics.present(counted, 1);
        }
    }

    private void enter(ServerState next, @Nullable Retry planned) {
        boolean leaves = next.isLeft() && isConnected();
        state = next;
        retry = planned;
        enteredAtNanos = System.nanoTime();
        metrics.entered(next);
        recordLag();
        count(mayBeConnected() ? next : null);
        report();
        if (leaves) {
            listener.onLeft();
        }
    }
}
