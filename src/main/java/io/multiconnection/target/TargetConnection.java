package io.multiconnection.target;

import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connection of one target: not made yet, made, or ended. Lives on its session's event loop. */
final class TargetConnection {

    private final CompletableFuture<NetConnection> made = new CompletableFuture<>();
    private Cancellable dialling = () -> {};
    private @Nullable TargetLeftException ended;

    /** Begins to connect. */
    void dial(
            Uni<NetConnection> attempt,
            Consumer<NetConnection> succeeded,
            Consumer<RtmpClientException> failed) {
        dialling =
                attempt.subscribe()
                        .with(succeeded, fault -> failed.accept((RtmpClientException) fault));
    }

    /** Hands the connection to everyone who waits for it. */
    void complete(NetConnection connection) {
        made.complete(connection);
    }

    /**
     * Returns the connection once it is made; fails with the reason if it never will be, or has
     * ended by then.
     */
    Uni<NetConnection> whenMade() {
        return Uni.createFrom()
                .completionStage(made.copy())
                .chain(
                        connection ->
                                ended == null
                                        ? Uni.createFrom().item(connection)
                                        : Uni.createFrom().failure(ended));
    }

    /** Returns the connection, which is made already. */
    NetConnection now() {
        return made.join();
    }

    /** Waits until nothing is left of the connection. */
    Uni<Void> gone() {
        return made.isDone() && !made.isCompletedExceptionally()
                ? made.join().closed()
                : Uni.createFrom().voidItem();
    }

    /** Abandons the attempt if there is no connection yet, else ends the connection. */
    void end(TargetLeftException reason) {
        dialling.cancel();
        ended = reason;
        if (!made.completeExceptionally(reason) && !made.isCompletedExceptionally()) {
            made.join().close();
        }
    }
}
