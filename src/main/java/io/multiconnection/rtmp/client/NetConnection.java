package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Connection to an application on one server (RTMP 1.0, section 7.2.1), with any number of streams.
 * Confined to its event loop.
 *
 * <pre>
 * CONNECTING --connect's _result--> CONNECTED
 * any --close, connection lost, protocol broken--> CLOSED
 * </pre>
 */
public final class NetConnection {

    /** Time for a server that no longer reads before a closed connection is cut, in ms. */
    private static final long CLOSE_MILLIS = 1000;

    private final Channel channel;
    private final NetConnectionListener listener;
    private final Consumer<RtmpClientException> lostEarly;
    private final PendingCalls calls;
    private final OutgoingMessages outgoing;
    private final IncomingMessages incoming;
    private final OpenStreams streams = new OpenStreams();
    private final OpenSharedObjects sharedObjects = new OpenSharedObjects();
    private Runnable whenLost = () -> {};

    /**
     * Creates a connection that is not connected yet.
     *
     * @param memory accounts for everything that waits for the connection
     * @param lostEarly receives the loss of the connection before it is connected
     */
    NetConnection(
            Channel channel,
            RtmpLimits limits,
            RtmpMemory memory,
            NetConnectionListener listener,
            Consumer<RtmpClientException> lostEarly) {
        this.channel = channel;
        this.listener = listener;
        this.lostEarly = lostEarly;
        this.calls = new PendingCalls(limits.maxPendingCalls(), memory.account());
        this.outgoing =
                new OutgoingMessages(channel, calls, new UnreadLimit(channel, memory.account()));
        this.incoming =
                new IncomingMessages(
                        channel, outgoing, calls, streams, sharedObjects, listener, this::lost);
    }

    /**
     * Sends connect. Fails with an exception of kind REFUSED if the server rejects it, or with
     * {@link AuthChallengeException} or {@link MisreadConnectException} if it is worth another try.
     */
    Uni<Void> connect(ConnectRequest request) {
        return outgoing.call("connect", request.commandObject(), request.args())
                .invoke(response -> connectCompleted(request, response))
                .replaceWithVoid();
    }

    private void connectCompleted(ConnectRequest request, Command response) {
        NetStatus status = NetStatus.of(response);
        if (response.name().equals("_error")) {
            AuthChallengeException.check(request.url(), status);
            String what = "connect was refused" + Authentication.words(status.description());
            RtmpClientException refusal =
                    new RtmpClientException(Kind.REFUSED, what + status.words(), what);
            MisreadConnectException.check(request, status, refusal);
            listener.onStatus(status);
            throw refusal;
        }
        outgoing.connected(request.agreed(status));
        listener.onStatus(status.code().isEmpty() ? NetStatus.CONNECTED : status);
    }

    /** Returns a new stream; the server learns of it when it publishes or plays. */
    public NetStream newStream(NetStream.Listener streamListener) {
        return new NetStream(outgoing, streams, streamListener);
    }

    /**
     * Uses a remote shared object; one of a name at a time.
     *
     * @throws IllegalStateException if one of that name is in use
     */
    public SharedObject sharedObject(
            String name, boolean persistent, SharedObject.Listener objectListener) {
        SharedObject object =
                new SharedObject(outgoing, name, persistent, objectListener, sharedObjects::remove);
        sharedObjects.add(object);
        object.use();
        return object;
    }

    /**
     * Calls a method of the server's application (section 7.2.1.2). Cancelling forgets the call.
     *
     * @return the response of the server; or an {@link RtmpClientException} of kind TIMEOUT, LOST
     *     or PROTOCOL, TOO_MANY_CALLS or UNWRITABLE, the last two before anything is sent
     */
    public Uni<CallResponse> call(String method, List<AmfValue> arguments, Duration timeout) {
        return outgoing.call(method, arguments, timeout);
    }

    /**
     * Calls a method with transaction id 0, to which the server does not respond.
     *
     * @throws RtmpClientException of kind UNWRITABLE if AMF cannot express an argument, or
     *     TOO_MANY_CALLS
     */
    public void callWithoutAnswer(String method, List<AmfValue> arguments) {
        outgoing.callWithoutResponse(method, arguments);
    }

    /** Returns whether another call may be sent and wait for its response. */
    public boolean hasRoomForCalls() {
        return outgoing.hasRoomForCalls();
    }

    /** Returns the sending side of the connection. */
    OutgoingMessages outgoing() {
        return outgoing;
    }

    /** Returns the receiving side of the connection. */
    IncomingMessages incoming() {
        return incoming;
    }

    /** Runs {@code action} when the connection is lost, before its listener is notified. */
    void whenLost(Runnable action) {
        whenLost = action;
    }

    /** Ends the connection, because it is lost or because of {@code fault}. */
    void lost(RtmpClientException fault) {
        OutgoingMessages.State before = outgoing.close();
        channel.close();
        switch (before) {
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

    /** Completes when the socket is closed by either side; at most 1 s after {@link #close}. */
    public Uni<Void> closed() {
        return Uni.createFrom()
                .emitter(emitter -> channel.closeFuture().addListener(_ -> emitter.complete(null)));
    }

    /**
     * Ends every stream with the commands that servers expect, then the connection. Waits up to 1 s
     * for a server that no longer reads.
     */
    public void close() {
        if (outgoing.state() == OutgoingMessages.State.CLOSED) {
            return;
        }
        streams.all().forEach(NetStream::close);
        outgoing.close();
        calls.failAll(new RtmpClientException(Kind.LOST, "the connection was closed"));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        var timer =
                channel.eventLoop()
                        .schedule(() -> channel.close(), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> timer.cancel(false));
    }
}
