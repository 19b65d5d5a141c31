package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.client.RtmpFault.Kind;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A connection to an application on one server (RTMP 1.0, section 7.2.1), with any number of
 * streams. Lives on its event loop; nothing of it may be called from another thread.
 *
 * <pre>
 * CONNECTING --connect's _result--> CONNECTED
 * any --close, connection lost, protocol broken--> CLOSED
 * </pre>
 */
public final class NetConnection {

    /** What a connection has to say. Called on the event loop. */
    public interface Listener {

        /** The server sent a NetStatus about the connection, the answer to connect included. */
        void onStatus(NetStatus status);

        /** A connection that was there is lost. Said once, and not after {@link #close}. */
        void onLost(RtmpFault fault);
    }

    private enum State {
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    /** How long a server that no longer reads may keep a closed connection open. */
    private static final long CLOSE_MILLIS = 1000;

    private final Channel channel;
    private final Listener listener;
    private final Consumer<RtmpFault> lostEarly;
    private final PendingCalls calls = new PendingCalls();
    private final Map<Integer, NetStream> streams = new HashMap<>();
    private State state = State.CONNECTING;

    /**
     * A connection that is still to be made.
     *
     * @param lostEarly hears of a connection that is lost before it is connected
     */
    NetConnection(Channel channel, Listener listener, Consumer<RtmpFault> lostEarly) {
        this.channel = channel;
        this.listener = listener;
        this.lostEarly = lostEarly;
    }

    /**
     * Dials a server and connects to its application. Cancelling abandons the attempt.
     *
     * @param loop where the connection shall live; subscribe on it
     * @return a connected connection, or an {@link RtmpFault} that says why there is none
     */
    public static Uni<NetConnection> connect(
            Dialer dialer, EventLoop loop, ConnectRequest request, Listener listener) {
        return Uni.createFrom()
                .emitter(
                        emitter ->
                                new ConnectAttempt(dialer, loop, request, listener, emitter)
                                        .start());
    }

    /** Sends connect; fails with a fault of kind REFUSED if the server does. */
    Uni<Void> connect(ConnectRequest request) {
        return call("connect", request.commandObject(), request.args())
                .invoke(this::connectAnswered)
                .replaceWithVoid();
    }

    private void connectAnswered(Command answer) {
        NetStatus status = NetStatus.of(answer);
        if (answer.name().equals("_error")) {
            listener.onStatus(status);
            throw new RtmpFault(Kind.REFUSED, "connect was refused" + status.words());
        }
        state = State.CONNECTED;
        boolean said = !status.code().isEmpty();
        listener.onStatus(said ? status : NetStatus.CONNECTED);
    }

    /** A stream that exists here only until it is published. */
    public NetStream newStream(NetStream.Listener streamListener) {
        return new NetStream(this, streamListener);
    }

    /** Calls the server; the answer is its _result or _error. */
    Uni<Command> call(String name, AmfValue commandObject, List<AmfValue> arguments) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            int id = calls.add(emitter);
                            send(0, command(name, id, commandObject, arguments));
                        });
    }

    /** Sends a command whose answer, if there is one, does not matter. */
    void tell(String name, AmfValue... arguments) {
        send(0, command(name, calls.nextTransactionId(), AmfNull.NULL, List.of(arguments)));
    }

    /** Sends a command on a stream, with transaction id 0: only onStatus answers it. */
    void tell(int messageStreamId, String name, AmfValue... arguments) {
        send(messageStreamId, command(name, 0, AmfNull.NULL, List.of(arguments)));
    }

    private static Command command(
            String name, double transactionId, AmfValue object, List<AmfValue> arguments) {
        return new Command(name, transactionId, object, arguments, AmfEncoding.AMF0);
    }

    private void send(int messageStreamId, Command command) {
        channel.writeAndFlush(new RtmpMessage(0, messageStreamId, command), channel.voidPromise());
    }

    /** Writes media, and owns the reference it is given. */
    ChannelFuture write(int messageStreamId, SharedMedia media) {
        return channel.writeAndFlush(media.on(messageStreamId));
    }

    void opened(int messageStreamId, NetStream stream) {
        streams.put(messageStreamId, stream);
    }

    void ended(int messageStreamId) {
        streams.remove(messageStreamId);
    }

    /** Takes a command from the server. */
    void received(int messageStreamId, Command command) {
        switch (command.name()) {
            case "_result", "_error" -> calls.answered(command);
            case "onStatus" -> status(messageStreamId, NetStatus.of(command));
            default -> called(command);
        }
    }

    private void status(int messageStreamId, NetStatus status) {
        NetStream stream = streams.get(messageStreamId);
        if (stream != null) {
            stream.received(status);
        } else {
            listener.onStatus(status);
        }
    }

    /**
     * The server calls us. Nothing is offered to it, and to say so is right where it waits for an
     * answer; a notification, transaction id 0, is never answered (Twitch closes if it is).
     */
    private void called(Command command) {
        if (command.transactionId() != 0) {
            NetStatus status =
                    NetStatus.of(
                            "error",
                            "NetConnection.Call.Failed",
                            "Method not found (" + command.name() + ").");
            AmfObject info = new AmfObject(AmfTraits.ANONYMOUS, status.info());
            send(0, command("_error", command.transactionId(), AmfNull.NULL, List.of(info)));
        }
    }

    /** The connection has ended by itself, or must be ended because of {@code fault}. */
    void lost(RtmpFault fault) {
        State was = state;
        state = State.CLOSED;
        channel.close();
        switch (was) {
            case CONNECTING -> lostEarly.accept(fault);
            case CONNECTED -> {
                List.copyOf(streams.values()).forEach(stream -> stream.lost(fault));
                calls.failAll(fault);
                listener.onLost(fault);
            }
            case CLOSED -> {}
        }
    }

    /**
     * Ends every stream as the server expects it, then the connection. A server that no longer
     * reads is given a second.
     */
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        List.copyOf(streams.values()).forEach(NetStream::close);
        state = State.CLOSED;
        calls.failAll(new RtmpFault(Kind.LOST, "the connection was closed"));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        var timer =
                channel.eventLoop()
                        .schedule(() -> channel.close(), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> timer.cancel(false));
    }
}
