package io.multiconnection.gateway;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Numbers of a session's streams: those that fit into the byte of a media frame (PROTOCOL.md,
 * section 6). Each is new while there are new ones; then it is the one that was given back first.
 *
 * <p>A number that is used again cannot be mistaken for the stream that had it: clients learn it
 * from the answer to createStream, which follows the answer to closeStream, and media counts only
 * after publish.
 */
final class StreamNumbers {

    /** Streams that may be open at once. */
    static final int MAX = 255;

    private final Deque<Integer> returned = new ArrayDeque<>();
    private int last;

    /** Whether there are numbers that no stream has had. */
    boolean hasNew() {
        return last < MAX;
    }

    /** Returns a number that no open stream has; there must be one. */
    int take() {
        return hasNew() ? ++last : returned.remove();
    }

    /** Gives back the number of a stream that was closed. */
    void giveBack(int number) {
        returned.add(number);
    }

    /** Whether a stream has the number, or has had it. */
    boolean wasTaken(int number) {
        return number >= 1 && number <= last;
    }
}
