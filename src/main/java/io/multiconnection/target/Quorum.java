package io.multiconnection.target;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;

/**
 * Wait for enough of several operations to succeed, or for too many to fail. Each operation has its
 * own timeout, so the wait ends, too.
 */
public final class Quorum {

    private int required;
    private int total;
    private final List<String> failures = new ArrayList<>();
    private final UniEmitter<? super Void> emitter;
    private int succeeded;

    private Quorum(int required, int total, UniEmitter<? super Void> emitter) {
        this.required = required;
        this.total = total;
        this.emitter = emitter;
    }

    /**
     * Starts all {@code operations}. Completes with the {@code required}th success; fails with the
     * descriptions of all failures as soon as {@code required} is out of reach. Pending operations
     * continue. Operations that fail because their server was removed do not count.
     */
    public static Uni<Void> of(int required, List<? extends Uni<?>> operations) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            Quorum quorum = new Quorum(required, operations.size(), emitter);
                            operations.forEach(
                                    operation ->
                                            operation
                                                    .subscribe()
                                                    .with(_ -> quorum.succeeded(), quorum::failed));
                            quorum.check();
                        });
    }

    private void succeeded() {
        succeeded++;
        check();
    }

    /** Lowers the requirement to the number of operations that remain after a removal. */
    private void failed(Throwable failure) {
        if (failure instanceof TargetLeftException.Removed) {
            total--;
            required = Math.min(required, total);
        } else {
            failures.add(String.valueOf(failure.getMessage()));
        }
        check();
    }

    private void check() {
        if (succeeded >= required) {
            emitter.complete(null);
        } else if (total - failures.size() < required) {
            emitter.fail(new NotReached(succeeded, required, total, failures));
        }
    }

    /** Thrown where too many operations have failed. */
    public static final class NotReached extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotReached(int succeeded, int required, int total, List<String> failures) {
            super(
                    succeeded
                            + " of "
                            + total
                            + " servers, "
                            + required
                            + " required: "
                            + String.join("; ", failures),
                    null,
                    false,
                    false);
        }
    }
}
