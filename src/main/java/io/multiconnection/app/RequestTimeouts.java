package io.multiconnection.app;

import java.time.Duration;

/**
 * Time that a connection has for its requests.
 *
 * @param request from the connection, or from the first byte, to the last byte of a request
 * @param keepAlive from an answer to the next request
 * @param expired called when a connection is closed over one of them
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
