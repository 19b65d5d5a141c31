package io.multiconnection.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last of the counted messages to a page, as many as there is room for, so that what was lost
 * with a WebSocket can be sent again. Not thread-safe.
 */
final class Replay {

    private final int maxBytes;
    private final int maxMessages;
    private final Deque<String> kept = new ArrayDeque<>();
    private long count;
    private int bytes;

    /** One that has nothing yet; a message counts as many bytes as it has characters. */
    Replay(int maxBytes, int maxMessages) {
        this.maxBytes = maxBytes;
        this.maxMessages = maxMessages;
    }

    /** Counts a message, and keeps it as long as there is room. */
    void add(String text) {
        count++;
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
        bytes -= kept.remove().length();
    }
}
