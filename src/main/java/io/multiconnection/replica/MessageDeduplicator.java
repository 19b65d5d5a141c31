package io.multiconnection.replica;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.HeapSize;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deduplicator of a shared object's messages, which each server delivers. A message is new if one
 * server has delivered it more often than the client received it within the window.
 */
public final class MessageDeduplicator {

    /** Window in which equal messages of different servers are one message, in milliseconds. */
    private static final long WINDOW_MILLIS = 2000;

    private static final int MAX_MESSAGES = 256;

    /** Heap of a message without its handler and arguments, in bytes: its counts by server. */
    private static final int MESSAGE_BYTES = 1024;

    /** Limit of the heap in bytes; a single message may exceed it. */
    private static final int MAX_BYTES = 1 << 20;

    private static final class Message {
        private final String handler;
        private final List<AmfValue> arguments;
        private final long bytes;
        private final long expires;
        private final Map<Integer, Integer> counts = new HashMap<>();
        private int delivered;

        Message(String handler, List<AmfValue> arguments, long bytes, long expires) {
            this.handler = handler;
            this.arguments = arguments;
            this.bytes = bytes;
            this.expires = expires;
        }

        boolean is(String otherHandler, List<AmfValue> otherArguments) {
            return handler.equals(otherHandler) && arguments.equals(otherArguments);
        }
    }

    private final Deque<Message> recent = new ArrayDeque<>();
    private long recentBytes;

    /**
     * Returns whether a message is new and is to be delivered.
     *
     * @param now milliseconds of a monotonic clock
     */
    public boolean isNew(int server, String handler, List<AmfValue> arguments, long now) {
        while (!recent.isEmpty() && recent.element().expires <= now) {
            forgetOldest();
        }
        Message message = find(handler, arguments);
        if (message == null) {
            long bytes = MESSAGE_BYTES + HeapSize.of(handler) + AmfHeapSize.of(arguments);
            while (recent.size() >= MAX_MESSAGES
                    || (!recent.isEmpty() && recentBytes + bytes > MAX_BYTES)) {
                forgetOldest();
            }
            message = new Message(handler, List.copyOf(arguments), bytes, now + WINDOW_MILLIS);
            recent.add(message);
            recentBytes += bytes;
        }
        int count = message.counts.merge(server, 1, Integer::sum);
        if (count <= message.delivered) {
            return false;
        }
        message.delivered = count;
        return true;
    }

    /** Undoes {@link #isNew} for a message that was dropped; another server may deliver it. */
    public void dropped(int server, String handler, List<AmfValue> arguments) {
        Message message = find(handler, arguments);
        if (message != null) {
            message.delivered--;
            message.counts.merge(server, -1, Integer::sum);
        }
    }

    /** Returns an estimate of the heap that is held, in bytes. */
    public long heap() {
        return recentBytes;
    }

    private void forgetOldest() {
        recentBytes -= recent.remove().bytes;
    }

    private @Nullable Message find(String handler, List<AmfValue> arguments) {
        for (Iterator<Message> each = recent.descendingIterator(); each.hasNext(); ) {
            Message message = each.next();
            if (message.is(handler, arguments)) {
                return message;
            }
        }
        return null;
    }
}
