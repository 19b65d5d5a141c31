package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.List;
import java.util.function.Consumer;

/**
 * Call of a client method by a server (RTMP 1.0, section 7.2.1.2). Respond once, at once or later,
 * on the connection's event loop. Further responses are ignored, as is a response to a
 * notification: Twitch closes the connection when it receives one.
 */
public final class IncomingCall {

    private final String method;
    private final double transactionId;
    private List<AmfValue> arguments;
    private final AmfEncoding encoding;
    private final Consumer<Command> connection;
    private boolean wantsAnswer;

    IncomingCall(Command command, AmfEncoding encoding, Consumer<Command> connection) {
        this.method = command.name();
        this.transactionId = command.transactionId();
        this.arguments = command.arguments();
        this.encoding = encoding;
        this.connection = connection;
        this.wantsAnswer = command.transactionId() != 0;
    }

    public String method() {
        return method;
    }

    /** Returns the arguments, until the listener returns that received the call. */
    public List<AmfValue> arguments() {
        return arguments;
    }

    /** Releases the arguments, which may be large and are not needed to respond. */
    void forgetArguments() {
        arguments = List.of();
    }

    /**
     * Returns whether the server waits for a response: false for a notification, and after a
     * response.
     */
    public boolean wantsAnswer() {
        return wantsAnswer;
    }

    /**
     * Responds with {@code value}.
     *
     * @throws RtmpClientException of kind UNWRITABLE if AMF cannot express it; the call is still
     *     open then
     */
    public void result(AmfValue value) {
        respond("_result", value);
    }

    /**
     * Responds that the call failed; Flash Player sends a NetStatus for that.
     *
     * @throws RtmpClientException of kind UNWRITABLE if AMF cannot express it; the call is still
     *     open then
     */
    public void error(AmfValue info) {
        respond("_error", info);
    }

    /** Responds with the error {@code NetConnection.Call.Failed}. */
    public void failed(String description) {
        NetStatus status = NetStatus.of("error", "NetConnection.Call.Failed", description);
        error(new AmfObject(AmfTraits.ANONYMOUS, status.info()));
    }

    private void respond(String name, AmfValue value) {
        if (wantsAnswer) {
            connection.accept(
                    new Command(name, transactionId, AmfNull.NULL, List.of(value), encoding));
            wantsAnswer = false;
        }
    }
}
