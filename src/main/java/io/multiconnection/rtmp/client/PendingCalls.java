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

/** Calls of one connection that wait for {@code _result} or {@code _error}. */
final class PendingCalls {

    /** Heap of a pending call: callbacks and timer, in bytes. */
    private static final int CALL_BYTES = 1024;

    private final int max;
    private final MemoryAccount memory;
    private final Map<Double, UniEmitter<? super Command>> waiting = new HashMap<>();
    private int lastTransactionId;

    PendingCalls(int max, MemoryAccount memory) {
        this.max = max;
        this.memory = memory;
    }

    /** Returns whether another call would exceed the limit. */
    boolean isFull() {
        return waiting.size() >= max;
    }

    /** Returns the failure of a call beyond the limit. */
    RtmpClientException tooMany() {
        return new RtmpClientException(
                RtmpClientException.Kind.TOO_MANY_CALLS,
                max + " calls wait for their answer already");
    }

    /** Returns a new transaction id; the first one, for connect, is 1 (section 7.2.1.1). */
    int nextTransactionId() {
        return ++lastTransactionId;
    }

    /** Adds a call and returns its transaction id. A cancelled call is removed. */
    int add(UniEmitter<? super Command> emitter) {
        int transactionId = nextTransactionId();
        waiting.put((double) transactionId, emitter);
        memory.take(MemoryKind.CALLS, CALL_BYTES);
        emitter.onTermination(() -> forget(transactionId));
        return transactionId;
    }

    /** Completes the call to which {@code response} belongs; ignores a response to no call. */
    void answered(Command response) {
        UniEmitter<? super Command> emitter = forget(response.transactionId());
        if (emitter != null) {
            emitter.complete(response);
        }
    }

    /** Fails the call whose response cannot be read. */
    void unreadable(UnreadableCommand response) {
        UniEmitter<? super Command> emitter = forget(response.transactionId());
        if (emitter != null) {
            String words = "the answer cannot be read: ";
            emitter.fail(
                    new RtmpClientException(
                            RtmpClientException.Kind.UNREADABLE,
                            words + response.reason().text(),
                            words + response.reason().ownText()));
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
