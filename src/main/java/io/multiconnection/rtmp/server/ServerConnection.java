package io.multiconnection.rtmp.server;

import static io.multiconnection.rtmp.server.ServerConnectionState.Event.ACCEPTED;
import static io.multiconnection.rtmp.server.ServerConnectionState.Event.CONNECT_RECEIVED;
import static io.multiconnection.rtmp.server.ServerConnectionState.Event.ENDED;
import static io.multiconnection.rtmp.server.ServerConnectionState.Event.LOST;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.RtmpProtocolException;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.UnreadableLog;
import io.multiconnection.rtmp.UnreadableReason;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.SetBufferLength;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection (section 7.2.1). Lives on its channel's event loop, and is to be used
 * there only.
 *
 * <p>Its states are those of {@link ServerConnectionState}. A client that says something before it
 * is connected, or connects twice, is no RTMP client, and its connection is closed.
 */
public final class ServerConnection {

    private final Channel channel;
    private final ServerLimits limits;
    private final ServerApplication application;
    private final ServerPendingCalls pendingCalls;
    private final ServerStreams streams;
    private final EncoderCalls encoderCalls;
    private final List<Runnable> waiting = new ArrayList<>();
    private final UnreadableLog unreadable = new UnreadableLog();
    private final Future<?> opening;
    private ServerConnectionState state = ServerConnectionState.OPENING;
    private AmfEncoding encoding = AmfEncoding.AMF0;
    private @Nullable Command connect;
    private String app = "";

    ServerConnection(Channel channel, ServerLimits limits, ServerApplication application) {
        this.channel = channel;
        this.limits = limits;
        this.application = application;
        this.pendingCalls = new ServerPendingCalls(limits.maxPendingCalls());
        this.streams = new ServerStreams(this, limits.maxStreams(), application);
        this.encoderCalls = new EncoderCalls(this);
        this.opening =
                channel.eventLoop()
                        .schedule(
                                () -> channel.close(),
                                limits.opening().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    /** {@link ServerConnectRequest#app}; empty before there was one. */
    public String app() {
        return app;
    }

    /** The address that the client has, without its port; empty if it has none. */
    public String address() {
        return channel.remoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress().getHostAddress()
                : "";
    }

    /** Whether it is connected and neither side has ended it. */
    public boolean isConnected() {
        return state == ServerConnectionState.CONNECTED;
    }

    /** Lets the client connect. Does nothing unless the client waits for that. */
    public void accept() {
        if (connect == null || state != ServerConnectionState.ASKED) {
            return;
        }
        state = state.on(ACCEPTED);
        ServerConnectRequest request = ServerConnectRequest.of(connect);
        encoding = request.objectEncoding() == 3 ? AmfEncoding.AMF3 : AmfEncoding.AMF0;
        send(0, ConnectResponse.PEER_BANDWIDTH);
        send(0, new StreamBegin(0));
        send(0, ConnectResponse.success(connect, request.objectEncoding()));
    }

    /**
     * Refuses the client and ends the connection. Does nothing unless the client waits for an
     * answer.
     *
     * @param description why, for the client's eyes
     */
    public void reject(String description) {
        if (connect != null && state == ServerConnectionState.ASKED) {
            send(0, ConnectResponse.rejected(connect, description));
            leave();
        }
    }

    /** Tells the client something about the connection. */
    public void tell(ServerNetStatus status) {
        tell(0, status);
    }

    /**
     * Tells the client what became of a shared object (section 7.1.3), in the encoding that it
     * connected with.
     *
     * @param version the object's; unsigned
     */
    public void tell(
            String object, int version, boolean persistent, List<SharedObjectEvent> events) {
        send(0, new SharedObjectMessage(object, version, persistent, events, encoding));
    }

    /**
     * Runs {@code task} once the client has read enough for more to be written: at once, or later
     * on the event loop; never if the connection ends before.
     */
    public void whenWritable(Runnable task) {
        if (channel.isWritable()) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    /** The client has read what waited for it. */
    void writable() {
        List<Runnable> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(this::whenWritable);
    }

    /**
     * Calls a method of the client (section 7.2.1.2).
     *
     * @return its answer, or a {@link CallFailedException}. There is no time limit: a client need
     *     not answer, and then waits until its connection ends.
     */
    public CompletableFuture<AmfValue> call(String method, List<AmfValue> arguments) {
        CompletableFuture<AmfValue> answer = new CompletableFuture<>();
        if (!isConnected() || pendingCalls.isFull()) {
            String why =
                    isConnected()
                            ? "more calls wait than the limit of " + limits.maxPendingCalls()
                            : "the client is not connected";
            answer.completeExceptionally(new CallFailedException(why));
        } else {
            int transactionId = pendingCalls.add(answer);
            send(0, new Command(method, transactionId, AmfNull.NULL, arguments, encoding));
        }
        return answer;
    }

    /**
     * Ends the connection and its streams.
     *
     * @param why told to a client that is connected
     */
    public void close(ServerNetStatus why) {
        if (isConnected()) {
            tell(why);
        }
        leave();
    }

    /** Takes a message from the client; borrows it. */
    void received(RtmpMessage message) {
        if (state.isOver()) {
            return;
        }
        switch (message.payload()) {
            case Command command -> received(message.messageStreamId(), command);
            case UnreadableCommand command -> received(command);
            case Unreadable(int typeId, UnreadableReason reason) -> unreadable(typeId, reason);
            case SharedObjectMessage object -> {
                requireConnected("shared object message");
                application.sharedObject(this, object);
            }
            case SetBufferLength(int messageStreamId, int milliseconds) ->
                    streams.bufferLength(messageStreamId, milliseconds);
            case MessagePayload _ -> streams.received(message);
        }
    }

    private void received(int messageStreamId, Command command) {
        if (command.name().equals("connect")) {
            connect(command);
            return;
        }
        requireConnected(command.name());
        switch (command.name()) {
            case "createStream" -> streams.create(command);
            case "deleteStream" -> streams.delete(command);
            case "_result", "_error" -> pendingCalls.answered(command);
            default -> {
                if (!streams.received(messageStreamId, command)
                        && !encoderCalls.received(command)) {
                    application.call(this, new ServerCall(this, command));
                }
            }
        }
    }

    /**
     * Takes a command that could not be read: a call that it answers fails, and it is answered as
     * failed itself. That goes for connect, too, which the client may then send once more.
     */
    private void received(UnreadableCommand command) {
        unreadable(command.typeId(), command.reason());
        String words = " cannot be read: " + command.reason().text();
        switch (command.name()) {
            case "_result", "_error" -> pendingCalls.unreadable(command);
            case "connect" ->
                    send(
                            0,
                            ConnectResponse.rejected(
                                    command.withoutArguments(), "connect" + words));
            default ->
                    new ServerCall(this, command.withoutArguments()).error(command.name() + words);
        }
    }

    private void unreadable(int typeId, UnreadableReason reason) {
        unreadable.add("the client at " + channel.remoteAddress(), typeId, reason);
    }

    private void requireConnected(String what) {
        if (!isConnected()) {
            throw new RtmpProtocolException(
                    "%s in state %s, expected connect".formatted(what, state));
        }
    }

    private void connect(Command command) {
        if (state != ServerConnectionState.OPENING) {
            throw new RtmpProtocolException("connect in state %s, expected once".formatted(state));
        }
        ServerConnectRequest request = ServerConnectRequest.of(command);
        state = state.on(CONNECT_RECEIVED);
        opening.cancel(false);
        connect = command;
        app = request.app();
        application.connect(this, request);
    }

    /** Answers a command; one of transaction 0 wants no answer (section 7.1.1). */
    void answer(Command question, String name, AmfValue value) {
        if (question.transactionId() != 0 && isConnected()) {
            send(
                    0,
                    new Command(
                            name,
                            question.transactionId(),
                            AmfNull.NULL,
                            List.of(value),
                            encoding));
        }
    }

    void tell(int messageStreamId, ServerNetStatus status) {
        send(
                messageStreamId,
                new Command("onStatus", 0, AmfNull.NULL, List.of(status.info()), encoding));
    }

    AmfEncoding encoding() {
        return encoding;
    }

    Channel channel() {
        return channel;
    }

    /** Sends what is not media, unless the client leaves too much of it unread. */
    void send(int messageStreamId, MessagePayload payload) {
        if (channel.bytesBeforeWritable() > limits.maxQueuedBytes()) {
            var _ = channel.close();
        } else if (!state.isOver()) {
            var _ = channel.writeAndFlush(new RtmpMessage(0, messageStreamId, payload));
        }
    }

    /** Nothing came for a while. */
    void idle(boolean isFirst) {
        if (isFirst && isConnected()) {
            send(0, new PingRequest((int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime())));
        } else if (!isFirst) {
            var _ = channel.close();
        }
    }

    /** The channel is closed. */
    void lost() {
        state = state.on(LOST);
        end();
    }

    /**
     * Ends everything but the channel, which is closed by the client, or by us after a while:
     * closing it while the client still sends would take back what it has not read yet.
     */
    private void leave() {
        if (state.isOver()) {
            return;
        }
        state = state.on(ENDED);
        end();
        var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> finishOutput());
        var _ =
                channel.eventLoop()
                        .schedule(
                                () -> channel.close(),
                                limits.lingering().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    private void finishOutput() {
        if (channel instanceof DuplexChannel socket) {
            var _ = socket.shutdownOutput();
        }
    }

    private void end() {
        opening.cancel(false);
        waiting.clear();
        streams.deleteAll();
        pendingCalls.failAll("the connection ended");
        if (connect != null) {
            connect = null;
            application.disconnected(this);
        }
    }
}
