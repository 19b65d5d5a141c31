package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Calls to one client that wait for {@code _result} or {@code _error}. */
final class ServerPendingCalls {

    private final int max;
    private final Map<Double, CompletableFuture<AmfValue>> waiting = new HashMap<>();
    private int lastTransactionId;

    ServerPendingCalls(int max) {
        this.max = max;
    }

    boolean isFull() {
        return waiting.size() >= max;
    }

    /** Adds a call and returns its transaction id. */
    int add(CompletableFuture<AmfValue> answer) {
        int transactionId = ++lastTransactionId;
        waiting.put((double) transactionId, answer);
        return transactionId;
    }

    /** Completes the call to which the response belongs; ignores a response to no call. */
    void answered(Command command) {
        CompletableFuture<AmfValue> answer = waiting.remove(command.transactionId());
        if (answer == null) {
            return;
        }
        AmfValue value =
                command.arguments().isEmpty()
                        ? AmfUndefined.UNDEFINED
                        : command.arguments().getFirst();
        if (command.name().equals("_result")) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(new CallFailedException("the client answered " + value));
        }
    }

    /** Fails the call whose response cannot be read. */
    void unreadable(UnreadableCommand command) {
        CompletableFuture<AmfValue> answer = waiting.remove(command.transactionId());
        if (answer != null) {
            answer.completeExceptionally(
                    new CallFailedException(
                            "the answer cannot be read: " + command.reason().text()));
        }
    }

    void failAll(String why) {
        List<CompletableFuture<AmfValue>> all = List.copyOf(waiting.values());
        waiting.clear();
        all.forEach(answer -> answer.completeExceptionally(new CallFailedException(why)));
    }
}
