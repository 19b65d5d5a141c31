package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.UnreadableLog;
import io.multiconnection.rtmp.UnreadableReason;
import io.multiconnection.rtmp.UserControl.StreamEof;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.Channel;
import java.util.function.Consumer;

/**
 * Receiving side of one connection. Passes each message of the server to the call, stream or shared
 * object that it is about, or else to the connection's listener. Lives on the connection's event
 * loop.
 */
final class IncomingMessages {

    private final Channel channel;
    private final OutgoingMessages outgoing;
    private final PendingCalls calls;
    private final OpenStreams streams;
    private final OpenSharedObjects sharedObjects;
    private final NetConnectionListener listener;
    private final Consumer<RtmpClientException> onClosed;
    private final IncomingCalls incoming;
    private final UnreadableLog unreadable = new UnreadableLog();

    /**
     * Creates the receiver of a connection.
     *
     * @param outgoing sends the responses to the server's calls
     * @param calls wait for responses of the server
     * @param onClosed receives the request of the server to close the connection
     */
    IncomingMessages(
            Channel channel,
            OutgoingMessages outgoing,
            PendingCalls calls,
            OpenStreams streams,
            OpenSharedObjects sharedObjects,
            NetConnectionListener listener,
            Consumer<RtmpClientException> onClosed) {
        this.channel = channel;
        this.outgoing = outgoing;
        this.calls = calls;
        this.streams = streams;
        this.sharedObjects = sharedObjects;
        this.listener = listener;
        this.onClosed = onClosed;
        this.incoming =
                new IncomingCalls(outgoing::respond, listener::onCall, this::closedByServer);
    }

    /** Receives a command. */
    void received(int messageStreamId, Command command) {
        switch (command.name()) {
            case "_result", "_error" -> calls.answered(command);
            case "onStatus" -> status(messageStreamId, NetStatus.of(command));
            default -> incoming.received(command, outgoing.encoding());
        }
    }

    private void status(int messageStreamId, NetStatus status) {
        if (!streams.received(messageStreamId, status)) {
            listener.onStatus(status);
        }
    }

    /** Ends the connection because the server called {@code close}, as Flash Player did. */
    private void closedByServer() {
        onClosed.accept(
                new RtmpClientException(Kind.LOST, "the server asked to close the connection"));
    }

    /**
     * Receives an unreadable command. A call to which it responds fails; a response to connect is
     * accepted by its name, which says whether connect succeeded. The server receives an error for
     * a call of its own.
     */
    void received(UnreadableCommand command) {
        unreadable(command.typeId(), command.reason());
        switch (command.name()) {
            case "_result", "_error" -> {
                if (outgoing.state() == OutgoingMessages.State.CONNECTING) {
                    calls.answered(command.withoutArguments());
                } else {
                    calls.unreadable(command);
                }
            }
            case "onStatus" -> {} // without its code, a status says nothing
            default -> incoming.unreadable(command, outgoing.encoding());
        }
    }

    /** Counts a message that cannot be read; it has no other effect. */
    void unreadable(int typeId, UnreadableReason reason) {
        unreadable.add(
                "the server at " + channel.remoteAddress(),
                ChannelSubject.of(channel),
                typeId,
                reason);
        listener.onUnreadable(typeId);
    }

    /** Receives audio, video or data; borrows it. */
    void received(RtmpMessage message) {
        boolean isTaken = streams.received(message);
        if (!isTaken
                && message.messageStreamId() == 0
                && message.payload() instanceof Data data
                && !data.name().isEmpty()) {
            listener.onData(data.name(), data.values().subList(1, data.values().size()));
        }
    }

    /** Receives the end of a stream. */
    void received(StreamEof eof) {
        streams.received(eof);
    }

    /** Receives events of a shared object. */
    void received(SharedObjectMessage message) {
        for (SharedObjectEvent event : message.events()) {
            if (event instanceof SharedObjectEvent.Malformed(_, _, UnreadableReason reason)) {
                unreadable(message.typeId(), reason);
                break; // counts as one message, however many events are unreadable
            }
        }
        sharedObjects.received(message);
    }
}
