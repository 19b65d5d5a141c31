package io.multiconnection.rtmp.server;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * Sending side of one client's connection, with the connection's state. Lives on the channel's
 * event loop.
 */
final class ServerOutput {

    private final Channel channel;
    private final int maxQueuedBytes;
    private final List<Runnable> waiting = new ArrayList<>();
    private ServerConnectionState state = ServerConnectionState.OPENING;
    private AmfEncoding encoding = AmfEncoding.AMF0;
    private String app = "";

    ServerOutput(Channel channel, int maxQueuedBytes) {
        this.channel = channel;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    Channel channel() {
        return channel;
    }

    ServerConnectionState state() {
        return state;
    }

    void on(ServerConnectionState.Event event) {
        state = state.on(event);
    }

    boolean isConnected() {
        return state == ServerConnectionState.CONNECTED;
    }

    AmfEncoding encoding() {
        return encoding;
    }

    /** Encodes all later messages with {@code agreed}. */
    void use(AmfEncoding agreed) {
        encoding = agreed;
    }

    /** Returns the application that the client asked for; empty before connect. */
    String app() {
        return app;
    }

    void app(String requested) {
        app = requested;
    }

    /**
     * Sends a message that is not media. Closes the connection instead if the client has left too
     * much unread.
     */
    void send(int messageStreamId, MessagePayload payload) {
        if (channel.bytesBeforeWritable() > maxQueuedBytes) {
            var _ = channel.close();
        } else if (!state.isOver()) {
            var _ = channel.writeAndFlush(new RtmpMessage(0, messageStreamId, payload));
        }
    }

    /** Responds to a command; one of transaction 0 expects no response (section 7.1.1). */
    void respond(Command request, String name, AmfValue value) {
        if (request.transactionId() != 0 && isConnected()) {
            send(
                    0,
                    new Command(
                            name, request.transactionId(), AmfNull.NULL, List.of(value), encoding));
        }
    }

    /** Sends onStatus. */
    void status(int messageStreamId, ServerNetStatus status) {
        send(
                messageStreamId,
                new Command("onStatus", 0, AmfNull.NULL, List.of(status.info()), encoding));
    }

    /** Runs {@code task} once the channel is writable, as ServerConnection describes. */
    void whenWritable(Runnable task) {
        if (channel.isWritable()) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    /** Runs the tasks that wait for the channel to be writable. */
    void writable() {
        List<Runnable> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(this::whenWritable);
    }

    /** Drops the tasks that wait for the channel to be writable. */
    void dropWaiting() {
        waiting.clear();
    }
}
