package io.multiconnection.rtmp.client;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls of one connection that wait for {@code _result} or {@code _error}. */
final class PendingCalls {

    /** Heap of a call that waits: its callbacks and their timer, in bytes. */
    private static final int CALL_BYTES = 1024;

    private final int max;
    private final MemoryAccount memory;
    private final Map<Double, UniEmitter<? super Command>> waiting = new HashMap<>();
    private int lastTransactionId;

    PendingCalls(int max, MemoryAccount memory) {
        this.max = max;
        this.memory = memory;
    }

    /** Whether another call would be one too many. */
    boolean isFull() {
        return waiting.size() >= max;
    }

    /** Why there will be no other call now. */
    RtmpClientException tooMany() {
        return new RtmpClientException(
                RtmpClientException.Kind.TOO_MANY_CALLS,
                max + " calls wait for their answer already");
    }

    /** A new transaction id; the first one, connect's, is 1 (section 7.2.1.1). */
    int nextTransactionId() {
        return ++lastTransactionId;
    }

    /** Lets {@code emitter} wait for the answer to a new call; whoever cancels is forgotten. */
    int add(UniEmitter<? super Command> emitter) {
        int transactionId = nextTransactionId();
        waiting.put((double) transactionId, emitter);
        memory.take(MemoryKind.CALLS, CALL_BYTES);
        emitter.onTermination(() -> forget(transactionId));
        return transactionId;
    }

    /** Hands an answer to its caller; one that nobody waits for is passed over. */
    void answered(Command answer) {
        UniEmitter<? super Command> emitter = forget(answer.transactionId());
        if (emitter != null) {
            emitter.complete(answer);
        }
    }

    /** Fails the call whose answer could not be read. */
    void unreadable(UnreadableCommand answer) {
        UniEmitter<? super Command> emitter = forget(answer.transactionId());
        if (emitter != null) {
            String words = "the answer cannot be read: ";
            emitter.fail(
                    new RtmpClientException(
                            RtmpClientException.Kind.UNREADABLE,
                            words + answer.reason().text(),
                            words + answer.reason().ownText()));
        }
    }

    private @Nullable UniEmitter<? super Command> forget(double transactionId) {
        UniEmitter<? super Command> emitter = waiting.remove(transactionId);
        if (emitter != null) {
            memory.give(MemoryKind.CALLS, CALL_BYTES);
        }
        return emitter;
    }

    void failAll(RtmpClientException fault) {
        for (double transactionId : List.copyOf(waiting.keySet())) {
            UniEmitter<? super Command> emitter = forget(transactionId);
            if (emitter != null) {
                emitter.fail(fault);
            }
        }
    }
}
