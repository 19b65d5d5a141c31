package io.multiconnection.app.limits;

import java.time.Duration;

/**
 * Timeouts of a connection's requests.
 *
 * @param request from accept, or from the first byte, to the last byte of a request; 1 ms or more
 * @param keepAlive from a response to the next request; 1 ms or more
 * @param expired runs when a connection is closed because of {@code request}
 */
record RequestTimeouts(Duration request, Duration keepAlive, Runnable expired) {

    RequestTimeouts {
        check(request, "request-time");
        check(keepAlive, "keep-alive");
    }

    private static void check(Duration time, String name) {
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException(name + " " + time + ", expected 1 ms or more");
        }
    }
}
