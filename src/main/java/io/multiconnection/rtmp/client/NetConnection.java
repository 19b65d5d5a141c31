package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
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
        void onLost(RtmpClientException fault);

        /** The server calls a method, or notifies. Who offers none leaves it as it is. */
        default void onCall(IncomingCall call) {
            call.failed("Method not found (" + call.method() + ").");
        }

        /** The server sent a data message that belongs to no stream. */
        default void onData(String handler, List<AmfValue> arguments) {}

        /** A message of this type, or an event in it, could not be read and is ignored. */
        default void onUnreadable(int typeId) {}
    }

    private enum State {
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    /** How long a server that no longer reads may keep a closed connection open. */
    private static final long CLOSE_MILLIS = 1000;

    private static final long SOON_MILLIS = 50;

    private final Channel channel;
    private final Listener listener;
    private final Consumer<RtmpClientException> lostEarly;
    private final MessageSender sender;
    private final UnreadLimit unread;
    private final PendingCalls calls;
    private final IncomingMessages incoming;
    private final OpenStreams streams = new OpenStreams();
    private final Map<String, SharedObject> sharedObjects = new HashMap<>();
    private State state = State.CONNECTING;
    private Runnable whenLost = () -> {};

    /**
     * A connection that is still to be made.
     *
     * @param memory from which what waits for the connection is taken
     * @param lostEarly hears of a connection that is lost before it is connected
     */
    NetConnection(
            Channel channel,
            RtmpLimits limits,
            RtmpMemory memory,
            Listener listener,
            Consumer<RtmpClientException> lostEarly) {
        this.channel = channel;
        this.listener = listener;
        this.lostEarly = lostEarly;
        this.sender = new MessageSender(channel);
        this.unread = new UnreadLimit(channel, memory.account());
        this.calls = new PendingCalls(limits.maxPendingCalls(), memory.account());
        this.incoming = new IncomingMessages(channel, this, listener, sender, calls, streams);
    }

    /**
     * Dials a server and connects to its application. Cancelling abandons the attempt.
     *
     * @param loop where the connection shall live; subscribe on it
     * @return a connected connection, or an {@link RtmpClientException} that says why there is none
     */
    public static Uni<NetConnection> connect(
            Dialer dialer, EventLoop loop, ConnectRequest request, Listener listener) {
        return connect(dialer, loop, listener, request, listener);
    }

    /**
     * Dials a server and connects to its application, likewise.
     *
     * @param owner takes turns with others that dial the same host
     */
    public static Uni<NetConnection> connect(
            Dialer dialer,
            EventLoop loop,
            Object owner,
            ConnectRequest request,
            Listener listener) {
        return Uni.createFrom()
                .emitter(
                        emitter ->
                                new ConnectAttempt(dialer, loop, owner, request, listener, emitter)
                                        .start());
    }

    /**
     * Sends connect; fails with a fault of kind REFUSED if the server does, or is {@link
     * Challenged} or {@link MisreadConnectException}.
     */
    Uni<Void> connect(ConnectRequest request) {
        return call("connect", request.commandObject(), request.args())
                .invoke(answer -> connectAnswered(request, answer))
                .replaceWithVoid();
    }

    private void connectAnswered(ConnectRequest request, Command answer) {
        NetStatus status = NetStatus.of(answer);
        if (answer.name().equals("_error")) {
            AuthChallengeException.check(request.url(), status);
            String what = "connect was refused" + Authentication.words(status.description());
            RtmpClientException refusal =
                    new RtmpClientException(Kind.REFUSED, what + status.words(), what);
            MisreadConnectException.check(request, status, refusal);
            listener.onStatus(status);
            throw refusal;
        }
        state = State.CONNECTED;
        sender.use(request.agreed(status));
        boolean said = !status.code().isEmpty();
        listener.onStatus(said ? status : NetStatus.CONNECTED);
    }

    /** A stream that exists here only until it is published or played. */
    public NetStream newStream(NetStream.Listener streamListener) {
        return new NetStream(this, streamListener);
    }

    /**
     * Uses a remote shared object; one of a name at a time.
     *
     * @throws IllegalStateException if one of that name is in use
     */
    public SharedObject sharedObject(
            String name, boolean persistent, SharedObject.Listener objectListener) {
        SharedObject object = new SharedObject(this, name, persistent, objectListener);
        if (sharedObjects.putIfAbsent(name, object) != null) {
            throw new IllegalStateException("the shared object " + name + " is in use");
        }
        object.use();
        return object;
    }

    void released(SharedObject object) {
        sharedObjects.remove(object.name(), object);
    }

    /** Hands a message to the shared object that it is about, if that is in use. */
    void received(SharedObjectMessage message) {
        SharedObject object = sharedObjects.get(message.name());
        if (object != null) {
            object.received(message.version(), message.events());
        }
    }

    /** Sends events of a shared object, if the connection is there. */
    void send(String name, boolean persistent, List<SharedObjectEvent> events) {
        if (state == State.CONNECTED) {
            sender.events(name, persistent, events);
        }
    }

    /** Returns the encoding that was agreed with the server. */
    AmfEncoding encoding() {
        return sender.encoding();
    }

    /** Whether the server reads what it is sent, media aside. */
    boolean isRead() {
        return unread.isKept();
    }

    void inASecond(Runnable task) {
        later(task, TimeUnit.SECONDS.toMillis(1));
    }

    void soon(Runnable task) {
        later(task, SOON_MILLIS);
    }

    private void later(Runnable task, long millis) {
        if (state == State.CONNECTED) {
            channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Calls a method of the server's application (section 7.2.1.2). Cancelling forgets the call.
     *
     * @return what the server answers; or an {@link RtmpClientException} of kind TIMEOUT, LOST or
     *     PROTOCOL, TOO_MANY_CALLS or UNWRITABLE, the last two before anything is sent
     */
    public Uni<CallResponse> call(String method, List<AmfValue> arguments, Duration timeout) {
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

    /**
     * Calls a method with transaction id 0: nothing answers it.
     *
     * @throws RtmpClientException of kind UNWRITABLE if AMF cannot say an argument, or
     *     TOO_MANY_CALLS
     */
    public void callWithoutAnswer(String method, List<AmfValue> arguments) {
        if (!isRead()) {
            throw unread.exceeded();
        }
        sender.call(method, 0, AmfNull.NULL, arguments);
    }

    /** Whether another call may be sent and wait for its answer. */
    public boolean hasRoomForCalls() {
        return !calls.isFull() && isRead();
    }

    /** Calls the server; the answer is its _result or _error. */
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

    /** Sends a command whose answer, if there is one, does not matter. */
    void tell(String name, AmfValue... arguments) {
        sender.tell(0, name, calls.nextTransactionId(), arguments);
    }

    /** Sends a command on a stream, with transaction id 0: only onStatus answers it. */
    void tell(int messageStreamId, String name, AmfValue... arguments) {
        sender.tell(messageStreamId, name, 0, arguments);
    }

    /** Says how much media the client holds (section 7.1.7, Set Buffer Length). */
    void bufferTime(int messageStreamId, Duration bufferTime) {
        sender.bufferTime(messageStreamId, bufferTime);
    }

    /** Writes media, and owns the reference it is given. */
    ChannelFuture write(int messageStreamId, SharedMedia media) {
        return sender.media(messageStreamId, media);
    }

    void opened(NetStream stream) {
        streams.add(stream);
    }

    void ended(NetStream stream) {
        streams.remove(stream);
    }

    /** Returns the receiver of what the server sends. */
    IncomingMessages incoming() {
        return incoming;
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    /** Runs {@code action} when the connection is lost, before its listener is notified. */
    void whenLost(Runnable action) {
        whenLost = action;
    }

    /** The connection has ended by itself, or must be ended because of {@code fault}. */
    void lost(RtmpClientException fault) {
        State was = state;
        state = State.CLOSED;
        channel.close();
        switch (was) {
            case CONNECTING -> lostEarly.accept(fault);
            case CONNECTED -> {
                whenLost.run();
                streams.all().forEach(stream -> stream.lost(fault));
                calls.failAll(fault);
                listener.onLost(fault);
            }
            case CLOSED -> {}
        }
    }

    /** Waits until the socket is closed, by whomever; at most a second after {@link #close}. */
    public Uni<Void> closed() {
        return Uni.createFrom()
                .emitter(emitter -> channel.closeFuture().addListener(_ -> emitter.complete(null)));
    }

    /**
     * Ends every stream as the server expects it, then the connection. A server that no longer
     * reads is given a second.
     */
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        streams.all().forEach(NetStream::close);
        state = State.CLOSED;
        calls.failAll(new RtmpClientException(Kind.LOST, "the connection was closed"));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        var timer =
                channel.eventLoop()
                        .schedule(() -> channel.close(), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> timer.cancel(false));
    }
}
