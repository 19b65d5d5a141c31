package io.multiconnection.gateway;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.RequestException;

/** What a request needs to be done at all. */
final class RequestChecks {

    private RequestChecks() {}

    /** Refuses {@code request} unless something {@code holds}. */
    static void check(boolean holds, Request request, ErrorCode code, String message) {
        if (!holds) {
            throw new RequestException(request.id(), code, message);
        }
    }

    /** The answer to a request that was tried, and failed. */
    static RequestException failed(Request request, ErrorCode code, Throwable failure) {
        return failed(request, code, failure, false);
    }

    /** Returns the answer to a request that failed, and may succeed later if it is temporary. */
    static RequestException failed(
            Request request, ErrorCode code, Throwable failure, boolean temporary) {
        return new RequestException(
                request.id(), code, String.valueOf(failure.getMessage()), temporary);
    }
}
