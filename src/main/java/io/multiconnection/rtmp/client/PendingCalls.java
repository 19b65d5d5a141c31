package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.MessagePayload.Command;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The calls of one connection that wait for {@code _result} or {@code _error}. */
final class PendingCalls {

    private final int max;
    private final Map<Double, UniEmitter<? super Command>> waiting = new HashMap<>();
    private int lastTransactionId;

    PendingCalls(int max) {
        this.max = max;
    }

    /** Whether another call would be one too many. */
    boolean isFull() {
        return waiting.size() >= max;
    }

    /** Why there will be no other call now. */
    RtmpFault tooMany() {
        return new RtmpFault(
                RtmpFault.Kind.TOO_MANY_CALLS, max + " calls wait for their answer already");
    }

    /** A new transaction id; the first one, connect's, is 1 (section 7.2.1.1). */
    int nextTransactionId() {
        return ++lastTransactionId;
    }

    /** Lets {@code emitter} wait for the answer to a new call; whoever cancels is forgotten. */
    int add(UniEmitter<? super Command> emitter) {
        int transactionId = nextTransactionId();
        waiting.put((double) transactionId, emitter);
        emitter.onTermination(() -> waiting.remove((double) transactionId));
        return transactionId;
    }

    /** Hands an answer to its caller; one that nobody waits for is passed over. */
    void answered(Command answer) {
        UniEmitter<? super Command> emitter = waiting.remove(answer.transactionId());
        if (emitter != null) {
            emitter.complete(answer);
        }
    }

    void failAll(RtmpFault fault) {
        List.copyOf(waiting.values()).forEach(emitter -> emitter.fail(fault));
        waiting.clear();
    }
}
