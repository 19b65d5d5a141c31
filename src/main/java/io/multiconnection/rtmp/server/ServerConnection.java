package io.multiconnection.rtmp.server;

import static io.multiconnection.rtmp.server.ServerConnectionState.Event.ACCEPTED;
import static io.multiconnection.rtmp.server.ServerConnectionState.Event.CONNECT_RECEIVED;
import static io.multiconnection.rtmp.server.ServerConnectionState.Event.ENDED;
import static io.multiconnection.rtmp.server.ServerConnectionState.Event.LOST;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.log.LogSubject;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connection of one client (section 7.2.1). Confined to its channel's event loop.
 *
 * <p>{@link ServerConnectionState} has its states. The connection of a client that sends commands
 * before connect, or connects twice, is closed.
 */
public final class ServerConnection {

    /** Receives the requests of clients. Called on the connection's event loop. */
    public interface Requests {

        /** Receives a request to connect: {@link #accept} or {@link #reject} it. */
        void connect(ServerConnection connection, ServerConnectRequest request);

        /**
         * Receives the end of a connection for which {@link #connect} was called. Its streams have
         * ended.
         */
        void disconnected(ServerConnection connection);

        /** Receives a request to publish. */
        void publish(
                ServerConnection connection, ServerStream stream, ServerPublishRequest request);

        /** Receives a request to play. */
        void play(ServerConnection connection, ServerStream stream, ServerPlayRequest request);

        /** Receives a call of a method that is not one of the protocol's. */
        void call(ServerConnection connection, ServerCall call);

        /**
         * Receives events of a shared object. The response is sent by {@link
         * ServerConnection#tell(String, int, boolean, List)}.
         */
        void sharedObject(ServerConnection connection, SharedObjectMessage message);
    }

    private final Channel channel;
    private final ServerLimits limits;
    private final Requests requests;
    private final ServerOutput output;
    private final ServerPendingCalls pendingCalls;
    private final ServerStreams streams;
    private final EncoderCalls encoderCalls;
    private final UnreadableLog unreadable = new UnreadableLog();
    private final Future<?> opening;
    private @Nullable Command connect;

    ServerConnection(Channel channel, ServerLimits limits, Requests requests) {
        this.channel = channel;
        this.limits = limits;
        this.requests = requests;
        this.output = new ServerOutput(channel, limits.maxQueuedBytes());
        this.pendingCalls = new ServerPendingCalls(limits.maxPendingCalls());
        this.streams = new ServerStreams(output, limits.maxStreams(), new StreamRequests());
        this.encoderCalls = new EncoderCalls(output);
        this.opening =
                channel.eventLoop()
                        .schedule(
                                () -> channel.close(),
                                limits.timeouts().opening().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    /** Returns {@link ServerConnectRequest#app}; empty before connect. */
    public String app() {
        return output.app();
    }

    /** Returns the client's address without its port; empty if it has none. */
    public String address() {
        return channel.remoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress().getHostAddress()
                : "";
    }

    /** Returns whether the client is connected and neither side has ended the connection. */
    public boolean isConnected() {
        return output.isConnected();
    }

    /** Accepts the client. Does nothing unless the client waits for the response to connect. */
    public void accept() {
        if (connect == null || output.state() != ServerConnectionState.ASKED) {
            return;
        }
        output.on(ACCEPTED);
        ServerConnectRequest request = ServerConnectRequest.of(connect);
        output.use(request.objectEncoding() == 3 ? AmfEncoding.AMF3 : AmfEncoding.AMF0);
        output.send(0, ConnectResponse.PEER_BANDWIDTH);
        output.send(0, new StreamBegin(0));
        output.send(0, ConnectResponse.success(connect, request.objectEncoding()));
    }

    /**
     * Rejects the client and ends the connection. Does nothing unless the client waits for the
     * response to connect.
     *
     * @param description reason, shown to the client
     */
    public void reject(String description) {
        if (connect != null && output.state() == ServerConnectionState.ASKED) {
            output.send(0, ConnectResponse.rejected(connect, description));
            closeAfterLingering();
        }
    }

    /** Sends a status of the connection. */
    public void tell(ServerNetStatus status) {
        output.status(0, status);
    }

    /**
     * Sends events of a shared object (section 7.1.3), in the client's encoding.
     *
     * @param version version of the object; unsigned
     */
    public void tell(
            String object, int version, boolean persistent, List<SharedObjectEvent> events) {
        output.send(
                0, new SharedObjectMessage(object, version, persistent, events, output.encoding()));
    }

    /**
     * Runs {@code task} once the client has read enough for more to be written: at once, or later
     * on the event loop; never if the connection ends before.
     */
    public void whenWritable(Runnable task) {
        output.whenWritable(task);
    }

    /** Runs the tasks that wait for the client to read. */
    void writable() {
        output.writable();
    }

    /**
     * Calls a method of the client (section 7.2.1.2).
     *
     * @return the client's response, or a {@link CallFailedException}. There is no timeout: a
     *     client need not respond, and the call then waits until its connection ends.
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
            output.send(
                    0,
                    new Command(method, transactionId, AmfNull.NULL, arguments, output.encoding()));
        }
        return answer;
    }

    /**
     * Ends the connection and its streams.
     *
     * @param why status for a client that is connected
     */
    public void close(ServerNetStatus why) {
        if (isConnected()) {
            tell(why);
        }
        closeAfterLingering();
    }

    /** Receives a message; borrows it. */
    void received(RtmpMessage message) {
        if (output.state().isOver()) {
            return;
        }
        switch (message.payload()) {
            case Command command -> received(message.messageStreamId(), command);
            case UnreadableCommand command -> received(command);
            case Unreadable(int typeId, UnreadableReason reason) -> unreadable(typeId, reason);
            case SharedObjectMessage object -> {
                requireConnected("shared object message");
                requests.sharedObject(this, object);
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
                    requests.call(this, new ServerCall(output, command));
                }
            }
        }
    }

    /**
     * Receives an unreadable command. A call to which it responds fails; a call of the client gets
     * an error as its response. The client may repeat a connect that failed so.
     */
    private void received(UnreadableCommand command) {
        unreadable(command.typeId(), command.reason());
        String words = " cannot be read: " + command.reason().text();
        switch (command.name()) {
            case "_result", "_error" -> pendingCalls.unreadable(command);
            case "connect" ->
                    output.send(
                            0,
                            ConnectResponse.rejected(
                                    command.withoutArguments(), "connect" + words));
            default ->
                    new ServerCall(output, command.withoutArguments())
                            .error(command.name() + words);
        }
    }

    private void unreadable(int typeId, UnreadableReason reason) {
        unreadable.add("the client at " + channel.remoteAddress(), LogSubject.NONE, typeId, reason);
    }

    private void requireConnected(String what) {
        if (!isConnected()) {
            throw new RtmpProtocolException(
                    "%s in state %s, expected connect".formatted(what, output.state()));
        }
    }

    private void connect(Command command) {
        if (output.state() != ServerConnectionState.OPENING) {
            throw new RtmpProtocolException(
                    "connect in state %s, expected once".formatted(output.state()));
        }
        ServerConnectRequest request = ServerConnectRequest.of(command);
        output.on(CONNECT_RECEIVED);
        opening.cancel(false);
        connect = command;
        output.app(request.app());
        requests.connect(this, request);
    }

    /** Handles a period without messages of the client. */
    void idle(boolean isFirst) {
        if (isFirst && isConnected()) {
            output.send(0, new PingRequest((int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime())));
        } else if (!isFirst) {
            var _ = channel.close();
        }
    }

    /** Handles the end of the channel. */
    void lost() {
        output.on(LOST);
        end();
    }

    /**
     * Ends everything except the channel, which is closed by the client, or by this side after the
     * lingering time. Closing it while the client still sends would discard data that the client
     * has not read yet.
     */
    private void closeAfterLingering() {
        if (output.state().isOver()) {
            return;
        }
        output.on(ENDED);
        end();
        var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> finishOutput());
        var _ =
                channel.eventLoop()
                        .schedule(
                                () -> channel.close(),
                                limits.timeouts().lingering().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    private void finishOutput() {
        if (channel instanceof DuplexChannel socket) {
            var _ = socket.shutdownOutput();
        }
    }

    private void end() {
        opening.cancel(false);
        output.dropWaiting();
        streams.deleteAll();
        pendingCalls.failAll("the connection ended");
        if (connect != null) {
            connect = null;
            requests.disconnected(this);
        }
    }

    /** Adds this connection to the requests of its streams. */
    private final class StreamRequests implements ServerStream.Requests {

        @Override
        public void publish(ServerStream stream, ServerPublishRequest request) {
            requests.publish(ServerConnection.this, stream, request);
        }

        @Override
        public void play(ServerStream stream, ServerPlayRequest request) {
            requests.play(ServerConnection.this, stream, request);
        }
    }
}
