package io.multiconnection.gateway;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Numbers of a session's streams, 1 to 255, which fit into one byte of a media frame (PROTOCOL.md,
 * section 6). Hands out unused numbers first, then the number that was released first.
 *
 * <p>A reused number cannot be mistaken for the previous stream: the client learns it from the
 * response to createStream, which follows the response to closeStream, and media counts only after
 * publish.
 */
final class StreamNumbers {

    /** Maximum of open streams. */
    static final int MAX = 255;

    private final Deque<Integer> released = new ArrayDeque<>();
    private int last;

    /** Returns whether there are numbers that no stream has had. */
    boolean hasNew() {
        return last < MAX;
    }

    /** Returns a number that no open stream has; fewer than {@value #MAX} streams must be open. */
    int take() {
        return hasNew() ? ++last : released.remove();
    }

    /** Releases the number of a closed stream. */
    void release(int number) {
        released.add(number);
    }

    /** Returns whether a stream has the number, or has had it. */
    boolean wasTaken(int number) {
        return number >= 1 && number <= last;
    }
}
