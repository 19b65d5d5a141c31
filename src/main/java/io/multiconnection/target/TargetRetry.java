package io.multiconnection.target;

import io.multiconnection.protocol.ServerState;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;

/**
 * Operations on one server that go on where another target takes the place of the one they use.
 *
 * @param limit how long the server is waited for while it recovers, in all
 * @param endNanos when that is over, by {@link System#nanoTime}
 */
public record TargetRetry(EventLoop loop, Duration limit, long endNanos) {

    /** Begins to wait for a server that may recover. */
    public TargetRetry(EventLoop loop, Duration limit) {
        this(loop, limit, System.nanoTime() + limit.toNanos());
    }

    /**
     * Does something on a target, or, if that is replaced or recovers, on the target that takes its
     * place.
     */
    public <T> Uni<T> recoveries(Target target, Function<Target, Uni<T>> operation) {
        return operation
                .apply(target)
                .onFailure(TargetLeftException.class)
                .recoverWithUni(
                        left -> successor(target, left).chain(next -> recoveries(next, operation)));
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

    /** Does something on a target, or, if that is replaced, on the target that takes its place. */
    public static <T> Uni<T> replacements(Target target, Function<Target, Uni<T>> operation) {
        return operation
                .apply(target)
                .onFailure(_ -> target.isReplaced())
                .recoverWithUni(
                        _ -> target.successor().chain(next -> replacements(next, operation)));
    }
}
