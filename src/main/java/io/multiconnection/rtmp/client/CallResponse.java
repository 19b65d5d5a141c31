package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;

/** What a server answers to a call (RTMP 1.0, section 7.2.1.2). An error is data like a result. */
public sealed interface CallResponse {

    /** {@code _result}; undefined where the server says nothing. */
    record Result(AmfValue value) implements CallResponse {}

    /** {@code _error}; mostly a NetStatus of code {@code NetConnection.Call.Failed}. */
    record Failed(AmfValue info) implements CallResponse {}

    /** Reads {@code _result} or {@code _error}. */
    static CallResponse of(Command answer) {
        AmfValue value =
                answer.arguments().isEmpty()
                        ? AmfUndefined.UNDEFINED
                        : answer.arguments().getFirst();
        return answer.name().equals("_result") ? new Result(value) : new Failed(value);
    }
}
