package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sending side of one connection, with the connection's state. {@link IncomingMessages} is the
 * other side. Lives on the connection's event loop.
 */
final class OutgoingMessages {

    /** State of a connection, as {@link NetConnection} draws it. */
    enum State {
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    private final Channel channel;
    private final MessageSender sender;
    private final PendingCalls calls;
    private final UnreadLimit unread;
    private State state = State.CONNECTING;

    OutgoingMessages(Channel channel, PendingCalls calls, UnreadLimit unread) {
        this.channel = channel;
        this.sender = new MessageSender(channel);
        this.calls = calls;
        this.unread = unread;
    }

    /** Enters CONNECTED; later messages are encoded as the server agreed. */
    void connected(AmfEncoding agreed) {
        state = State.CONNECTED;
        sender.use(agreed);
    }

    /** Enters CLOSED and returns the state before. */
    State close() {
        State before = state;
        state = State.CLOSED;
        return before;
    }

    State state() {
        return state;
    }

    /** Returns the encoding that was agreed with the server. */
    AmfEncoding encoding() {
        return sender.encoding();
    }

    /** Returns whether the server reads what it is sent, media aside. */
    boolean isRead() {
        return unread.isKept();
    }

    /** Returns whether another call may be sent and wait for its response. */
    boolean hasRoomForCalls() {
        return !calls.isFull() && isRead();
    }

    /** Calls a method of the server's application, as {@link NetConnection#call} describes. */
    Uni<CallResponse> call(String method, List<AmfValue> arguments, Duration timeout) {
        if (calls.isFull()) {
            return Uni.createFrom().failure(calls.tooMany());
        }
        if (!isRead()) {
            return Uni.createFrom().failure(unread.exceeded());
        }
        return call(method, AmfNull.NULL, arguments)
                .ifNoItem()
                .after(timeout)
                .on(channel.eventLoop())
                .failWith(
                        () ->
                                new RtmpClientException(
                                        Kind.TIMEOUT,
                                        "no answer within " + timeout.toMillis() + " ms"))
                .map(CallResponse::of);
    }

    /** Sends a call; its response is {@code _result} or {@code _error}. */
    Uni<Command> call(String name, AmfValue commandObject, List<AmfValue> arguments) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            if (state == State.CLOSED) {
                                emitter.fail(
                                        new RtmpClientException(
                                                Kind.LOST, "the connection is closed"));
                                return;
                            }
                            int id = calls.add(emitter);
                            try {
                                sender.call(name, id, commandObject, arguments);
                            } catch (RtmpClientException fault) {
                                emitter.fail(fault);
                            }
                        });
    }

    /** Sends a call with transaction id 0, to which the server does not respond. */
    void callWithoutResponse(String method, List<AmfValue> arguments) {
        if (!isRead()) {
            throw unread.exceeded();
        }
        sender.call(method, 0, AmfNull.NULL, arguments);
    }

    /** Sends the response to a call of the server. */
    void respond(Command response) {
        sender.send(response);
    }

    /** Sends a command whose response, if there is one, is ignored. */
    void command(String name, AmfValue... arguments) {
        sender.command(0, name, calls.nextTransactionId(), arguments);
    }

    /** Sends a command on a stream with transaction id 0; only onStatus responds to it. */
    void command(int messageStreamId, String name, AmfValue... arguments) {
        sender.command(messageStreamId, name, 0, arguments);
    }

    /** Sends the length of the client's buffer (section 7.1.7, Set Buffer Length). */
    void bufferTime(int messageStreamId, Duration bufferTime) {
        sender.bufferTime(messageStreamId, bufferTime);
    }

    /** Writes media without flushing it, and owns the reference it is given. */
    ChannelFuture media(int messageStreamId, SharedMedia media) {
        return sender.media(messageStreamId, media);
    }

    /** Sends the media that was written. */
    void flush() {
        sender.flush();
    }

    /** Sends events of a shared object while the connection is connected. */
    void events(String name, boolean persistent, List<SharedObjectEvent> events) {
        if (state == State.CONNECTED) {
            sender.events(name, persistent, events);
        }
    }

    /** Runs {@code task} after {@code millis} if the connection is connected now. */
    void schedule(Runnable task, long millis) {
        if (state == State.CONNECTED) {
            channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
        }
    }
}
