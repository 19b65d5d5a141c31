package io.multiconnection.gateway;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.RequestException;

/** Checks of requests, and the exceptions of requests that fail. */
final class RequestChecks {

    private RequestChecks() {}

    /**
     * Checks a condition of a request.
     *
     * @throws RequestException if {@code holds} is false
     */
    static void check(boolean holds, Request request, ErrorCode code, String message) {
        if (!holds) {
            throw new RequestException(request.id(), code, message);
        }
    }

    /** Returns the exception of a request that failed permanently. */
    static RequestException failed(Request request, ErrorCode code, Throwable failure) {
        return failed(request, code, failure, false);
    }

    /**
     * Returns the exception of a request that failed.
     *
     * @param temporary whether the request may succeed later
     */
    static RequestException failed(
            Request request, ErrorCode code, Throwable failure, boolean temporary) {
        return new RequestException(
                request.id(), code, String.valueOf(failure.getMessage()), temporary);
    }
}
