package io.multiconnection.target;

import io.multiconnection.protocol.ServerState;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;

/**
 * Retry of an operation on a server when another target replaces the one that it uses.
 *
 * @param limit total time to wait for a server that recovers
 * @param endNanos end of that time, by {@link System#nanoTime}
 */
public record TargetRetry(EventLoop loop, Duration limit, long endNanos) {

    /** Creates a retry whose time begins now. */
    public TargetRetry(EventLoop loop, Duration limit) {
        this(loop, limit, System.nanoTime() + limit.toNanos());
    }

    /**
     * Performs an operation on a target, and again on each target that replaces it, also after a
     * recovery.
     */
    public <T> Uni<T> afterRecovery(Target target, Function<Target, Uni<T>> operation) {
        return operation
                .apply(target)
                .onFailure(TargetLeftException.class)
                .recoverWithUni(
                        left ->
                                successor(target, left)
                                        .chain(next -> afterRecovery(next, operation)));
    }

    private Uni<Target> successor(Target target, TargetLeftException left) {
        if (target.isReplaced()) {
            return target.successor();
        }
        Duration rest = Duration.ofNanos(endNanos - System.nanoTime());
        if (target.state() != ServerState.RECOVERING || !rest.isPositive()) {
            return Uni.createFrom().failure(left);
        }
        String text = "%s; not back within %d ms".formatted(left.getMessage(), limit.toMillis());
        return target.successor()
                .ifNoItem()
                .after(rest)
                .on(loop)
                .failWith(() -> new TargetLeftException(text));
    }

    /** Performs an operation on a target, and again on each target that replaces it. */
    public static <T> Uni<T> afterReplacement(Target target, Function<Target, Uni<T>> operation) {
        return operation
                .apply(target)
                .onFailure(_ -> target.isReplaced())
                .recoverWithUni(
                        _ -> target.successor().chain(next -> afterReplacement(next, operation)));
    }
}
