package io.multiconnection.target;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.CallAnswer;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStream;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.SharedObject;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connection of one target: not made yet, made, or ended. What the server sends on it arrives
 * redacted. Streams, shared objects and calls need a target that is connected. Lives on its
 * session's event loop.
 */
public final class TargetConnection {

    private final ServerRedactor redactor;
    private final CompletableFuture<NetConnection> made = new CompletableFuture<>();
    private Cancellable dialling = () -> {};
    private @Nullable TargetLeftException ended;

    TargetConnection(ServerRedactor redactor) {
        this.redactor = redactor;
    }

    /** Begins to connect. */
    void dial(
            Uni<NetConnection> attempt,
            Consumer<NetConnection> succeeded,
            Consumer<RtmpClientException> failed) {
        dialling =
                attempt.subscribe()
                        .with(succeeded, failure -> failed.accept((RtmpClientException) failure));
    }

    /** Makes the connection available to everyone that waits for it. */
    void complete(NetConnection connection) {
        made.complete(connection);
    }

    /**
     * Waits until the connection is made; fails with the reason if it will not be, or has ended
     * meanwhile.
     */
    Uni<Void> whenMade() {
        return Uni.createFrom()
                .completionStage(made.copy())
                .chain(
                        _ ->
                                ended == null
                                        ? Uni.createFrom().voidItem()
                                        : Uni.createFrom().failure(ended));
    }

    /** Opens a stream, whose listener receives statuses redacted. */
    public NetStream newStream(NetStream.Listener listener) {
        return made.join().newStream(new RedactingStreamListener(redactor, listener));
    }

    /** Opens a shared object, whose listener receives events and statuses redacted. */
    public SharedObject sharedObject(
            String name, boolean persistent, SharedObject.Listener listener) {
        return made.join()
                .sharedObject(name, persistent, new RedactingObjectListener(redactor, listener));
    }

    /** Calls a method on the server; the response is redacted. */
    public Uni<CallAnswer> call(String method, List<AmfValue> arguments, Duration timeout) {
        return made.join().call(method, arguments, timeout).map(redactor::redact);
    }

    /**
     * Calls a method without a response.
     *
     * @throws RtmpClientException of kind UNWRITABLE if an argument cannot be written
     */
    public void callWithoutAnswer(String method, List<AmfValue> arguments) {
        made.join().callWithoutAnswer(method, arguments);
    }

    /** Returns whether a further call may wait for its response. */
    public boolean hasRoomForCalls() {
        return made.join().hasRoomForCalls();
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
