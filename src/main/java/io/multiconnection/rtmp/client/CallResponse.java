package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;

/** Response of a server to a call (RTMP 1.0, section 7.2.1.2). An error is data, as a result is. */
public sealed interface CallResponse {

    /** {@code _result}; undefined if the server sends no value. */
    record Result(AmfValue value) implements CallResponse {}

    /** {@code _error}; mostly a NetStatus of code {@code NetConnection.Call.Failed}. */
    record Failed(AmfValue info) implements CallResponse {}

    /** Reads {@code _result} or {@code _error}. */
    static CallResponse of(Command response) {
        AmfValue value =
                response.arguments().isEmpty()
                        ? AmfUndefined.UNDEFINED
                        : response.arguments().getFirst();
        return response.name().equals("_result") ? new Result(value) : new Failed(value);
    }
}
