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
 * A method that a server calls on us (RTMP 1.0, section 7.2.1.2). To be answered once, at once or
 * later, on the connection's event loop; what comes after the first answer is passed over, and so
 * is an answer to a notification: Twitch closes the connection over one.
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

    /** The arguments, until the listener that hears of the call returns. */
    public List<AmfValue> arguments() {
        return arguments;
    }

    /** Lets go of the arguments, which may be large: only an answer is needed. */
    void forgetArguments() {
        arguments = List.of();
    }

    /** Whether the server waits: not for a notification, and no longer where it was answered. */
    public boolean wantsAnswer() {
        return wantsAnswer;
    }

    /**
     * Answers with {@code value}.
     *
     * @throws RtmpClientException of kind UNWRITABLE if it cannot be said; the call is still open
     *     then
     */
    public void result(AmfValue value) {
        answer("_result", value);
    }

    /**
     * Answers that it failed; Flash Player says so with a NetStatus.
     *
     * @throws RtmpClientException of kind UNWRITABLE if it cannot be said; the call is still open
     *     then
     */
    public void error(AmfValue info) {
        answer("_error", info);
    }

    /** Answers with the error {@code NetConnection.Call.Failed}. */
    public void failed(String description) {
        NetStatus status = NetStatus.of("error", "NetConnection.Call.Failed", description);
        error(new AmfObject(AmfTraits.ANONYMOUS, status.info()));
    }

    private void answer(String name, AmfValue value) {
        if (wantsAnswer) {
            connection.accept(
                    new Command(name, transactionId, AmfNull.NULL, List.of(value), encoding));
            wantsAnswer = false;
        }
    }
}
