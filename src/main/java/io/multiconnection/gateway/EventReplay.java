package io.multiconnection.gateway;

import io.multiconnection.memory.HeapSize;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last of the counted messages to a page, as many as there is room for, so that what was lost
 * with a WebSocket can be sent again. Not thread-safe.
 */
final class EventReplay {

    private final int maxBytes;
    private final int maxMessages;
    private final MemoryAccount memory;
    private final Deque<String> kept = new ArrayDeque<>();
    private long count;
    private int bytes;

    /**
     * An empty buffer; a message counts as many bytes as it has characters.
     *
     * @param memory from which the kept messages are taken; they are not kept where it is short
     */
    EventReplay(int maxBytes, int maxMessages, MemoryAccount memory) {
        this.maxBytes = maxBytes;
        this.maxMessages = maxMessages;
        this.memory = memory;
    }

    /** Counts a message, and keeps it as long as there is room. */
    void add(String text) {
        count++;
        if (!memory.tryTake(MemoryKind.REPLAY, HeapSize.of(text))) {
            while (!kept.isEmpty()) {
                forgetFirst();
            }
            return;
        }
        kept.add(text);
        bytes += text.length();
        while (bytes > maxBytes || kept.size() > maxMessages) {
            forgetFirst();
        }
    }

    /** How many messages there were. */
    long count() {
        return count;
    }

    /** Whether every message after the first {@code received} is still there. */
    boolean reachesBackTo(long received) {
        return received >= count - kept.size() && received <= count;
    }

    /**
     * The messages after the first {@code received}. Where some of them are gone: none, and the
     * next one is counted as if they had never been.
     */
    List<String> goOnFrom(long received) {
        boolean complete = reachesBackTo(received);
        while (!kept.isEmpty() && (!complete || kept.size() > count - received)) {
            forgetFirst();
        }
        if (!complete) {
            count = received;
        }
        return List.copyOf(kept);
    }

    private void forgetFirst() {
        String first = kept.remove();
        bytes -= first.length();
        memory.give(MemoryKind.REPLAY, HeapSize.of(first));
    }
}
