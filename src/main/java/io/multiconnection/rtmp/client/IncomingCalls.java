package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import java.util.function.Consumer;

/**
 * Takes the calls of a server: answers what encoders of Flash's time answered by themselves, and
 * hands on the rest.
 */
final class IncomingCalls {

    private final Consumer<Command> connection;
    private final Consumer<IncomingCall> listener;
    private final Runnable closed;

    /**
     * Calls of one connection.
     *
     * @param connection where answers go; may throw an {@link RtmpClientException} of kind
     *     UNWRITABLE
     * @param closed the server has asked to end the connection
     */
    IncomingCalls(Consumer<Command> connection, Consumer<IncomingCall> listener, Runnable closed) {
        this.connection = connection;
        this.listener = listener;
        this.closed = closed;
    }

    /** Takes a call; its answer will be encoded so. */
    void received(Command command, AmfEncoding encoding) {
        IncomingCall call = new IncomingCall(command, encoding, connection);
        switch (command.name()) {
            // What became of FCPublish and the like: a status says the same.
            case "onFCPublish", "onFCUnpublish", "onFCSubscribe" -> call.result(AmfNull.NULL);
            // Flash Media Server's bandwidth check counts round trips; the number is not looked at.
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

    /** Takes a call whose arguments could not be read, and answers that it failed. */
    void unreadable(UnreadableCommand command, AmfEncoding encoding) {
        new IncomingCall(command.withoutArguments(), encoding, connection)
                .failed("the arguments cannot be read: " + command.reason().text());
    }
}
