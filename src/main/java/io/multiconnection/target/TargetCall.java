package io.multiconnection.target;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.client.IncomingCall;
import io.multiconnection.rtmp.client.RtmpClientException;
import java.util.List;

/**
 * Call of a method by a server, without the server's secrets. To be answered once, on the session's
 * event loop.
 */
public final class TargetCall {

    private final IncomingCall call;
    private final String method;
    private final List<AmfValue> arguments;

    TargetCall(IncomingCall call, ServerRedactor redactor) {
        this.call = call;
        this.method = redactor.redact(call.method());
        this.arguments = redactor.redact(call.arguments());
    }

    public String method() {
        return method;
    }

    public List<AmfValue> arguments() {
        return arguments;
    }

    /** Returns whether the server waits for a response. */
    public boolean wantsAnswer() {
        return call.wantsAnswer();
    }

    /**
     * Responds with {@code value}.
     *
     * @throws RtmpClientException of kind UNWRITABLE if the value cannot be written; the call is
     *     still open then
     */
    public void result(AmfValue value) {
        call.result(value);
    }

    /**
     * Responds with an error; Flash Player sends a NetStatus.
     *
     * @throws RtmpClientException of kind UNWRITABLE if the value cannot be written; the call is
     *     still open then
     */
    public void error(AmfValue info) {
        call.error(info);
    }

    /** Responds with the error {@code NetConnection.Call.Failed}. */
    public void failed(String description) {
        call.failed(description);
    }
}
