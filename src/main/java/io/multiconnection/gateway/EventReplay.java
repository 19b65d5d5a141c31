package io.multiconnection.gateway;

import io.multiconnection.memory.HeapSize;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Bounded buffer of the latest counted messages to a client, which are sent again if they were lost
 * with a WebSocket. Not thread-safe.
 */
final class EventReplay {

    private final int maxBytes;
    private final int maxMessages;
    private final MemoryAccount memory;
    private final Deque<String> kept = new ArrayDeque<>();
    private long count;
    private int bytes;

    /**
     * Creates an empty buffer, which counts a character of a message as one byte.
     *
     * @param memory account of the kept messages; messages are not kept when it is exhausted
     */
    EventReplay(int maxBytes, int maxMessages, MemoryAccount memory) {
        this.maxBytes = maxBytes;
        this.maxMessages = maxMessages;
        this.memory = memory;
    }

    /** Counts a message and keeps it, dropping the oldest ones beyond the limits. */
    void add(String text) {
        count++;
        if (!memory.tryTake(MemoryKind.REPLAY, HeapSize.of(text))) {
            while (!kept.isEmpty()) {
                dropOldest();
            }
            return;
        }
        kept.add(text);
        bytes += text.length();
        while (bytes > maxBytes || kept.size() > maxMessages) {
            dropOldest();
        }
    }

    /** Returns the number of all messages so far. */
    long count() {
        return count;
    }

    /** Returns whether every message after the first {@code received} is still kept. */
    boolean covers(long received) {
        return received >= count - kept.size() && received <= count;
    }

    /**
     * Returns the messages after the first {@code received}. If some of them are no longer kept,
     * returns none and continues to count from {@code received}.
     */
    List<String> resumeFrom(long received) {
        boolean complete = covers(received);
        while (!kept.isEmpty() && (!complete || kept.size() > count - received)) {
            dropOldest();
        }
        if (!complete) {
            count = received;
        }
        return List.copyOf(kept);
    }

    private void dropOldest() {
        String oldest = kept.remove();
        bytes -= oldest.length();
        memory.give(MemoryKind.REPLAY, HeapSize.of(oldest));
    }
}
