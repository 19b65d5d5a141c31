package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import java.util.function.Consumer;

/**
 * Receives the calls of a server. Responds to those that encoders of Flash's time handled
 * themselves, and passes the rest to the listener.
 */
final class IncomingCalls {

    private final Consumer<Command> connection;
    private final Consumer<IncomingCall> listener;
    private final Runnable closed;

    /**
     * Creates the receiver of one connection.
     *
     * @param connection sends responses; may throw an {@link RtmpClientException} of kind
     *     UNWRITABLE
     * @param closed runs when the server asks to end the connection
     */
    IncomingCalls(Consumer<Command> connection, Consumer<IncomingCall> listener, Runnable closed) {
        this.connection = connection;
        this.listener = listener;
        this.closed = closed;
    }

    /** Receives a call; its response will have this encoding. */
    void received(Command command, AmfEncoding encoding) {
        IncomingCall call = new IncomingCall(command, encoding, connection);
        switch (command.name()) {
            // Outcome of FCPublish and similar; a status reports the same.
            case "onFCPublish", "onFCUnpublish", "onFCSubscribe" -> call.result(AmfNull.NULL);
            // Flash Media Server's bandwidth check counts round trips and ignores the number.
            case "onBWCheck" -> call.result(new AmfNumber(0));
            case "onBWDone" -> {
                call.result(AmfNull.NULL);
                listener.accept(call);
            }
            case "close" -> closed.run();
            default -> listener.accept(call);
        }
        call.forgetArguments();
    }

    /** Receives a call whose arguments cannot be read, and responds that it failed. */
    void unreadable(UnreadableCommand command, AmfEncoding encoding) {
        new IncomingCall(command.withoutArguments(), encoding, connection)
                .failed("the arguments cannot be read: " + command.reason().text());
    }
}
