package io.multiconnection.gateway;

import io.multiconnection.log.LogSubject;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Connection of a session to its client, over one WebSocket at a time or over none for a while.
 * Counts and keeps the messages to the client, so that a client that resumes misses none. Lives on
 * its session's event loop.
 */
final class ClientLink {

    private final EventReplay replay;
    private @Nullable ClientSocket socket;
    private LogSubject subject;

    /**
     * Creates a link over {@code socket}.
     *
     * @param session id of the session
     */
    ClientLink(String session, ClientSocket socket, EventReplay replay) {
        this.socket = socket;
        this.subject = new LogSubject(session, null, socket.loggedAddress());
        this.replay = replay;
    }

    /** Sends a counted message, at once or when the client resumes. */
    void send(GatewayMessage message) {
        send(GatewayMessageWriter.write(message));
    }

    /** Sends a counted message that is already encoded as JSON. */
    void send(String json) {
        replay.add(json);
        transmit(json);
    }

    /** Sends a message that would be of no use later. Not counted; dropped while detached. */
    void sendUncounted(GatewayMessage message) {
        transmit(GatewayMessageWriter.write(message));
    }

    private void transmit(String json) {
        ClientSocket current = socket;
        if (current != null) {
            current.send(json);
        }
    }

    /** Sends a media frame and takes over its array; drops the frame while detached. */
    void sendMedia(byte[] frame) {
        ClientSocket current = socket;
        if (current != null) {
            current.sendMedia(frame);
        }
    }

    /** Sends a ping. */
    void ping() {
        ClientSocket current = socket;
        if (current != null) {
            current.ping();
        }
    }

    /** Returns the bytes of media frames that the client has not read yet. */
    long unreadMedia() {
        ClientSocket current = socket;
        return current == null ? 0 : current.unreadMedia();
    }

    /** Stops reading from the client's WebSocket. */
    void pauseReading() {
        ClientSocket current = socket;
        if (current != null) {
            current.pauseReading();
        }
    }

    /** Continues to read from the client's WebSocket. */
    void resumeReading() {
        ClientSocket current = socket;
        if (current != null) {
            current.resumeReading();
        }
    }

    /** Returns the subject of log lines: the session, and the client of its last WebSocket. */
    LogSubject subject() {
        return subject;
    }

    /** Returns whether the client has no WebSocket at present. */
    boolean isDetached() {
        return socket == null;
    }

    /** Returns whether the client is connected over this WebSocket. */
    boolean isConnectedOver(ClientSocket other) {
        return other.equals(socket);
    }

    /** Forgets the WebSocket, which was lost. */
    void detach() {
        socket = null;
    }

    /** Closes the WebSocket, if there is one. */
    void close(CloseCode code, String reason) {
        ClientSocket current = socket;
        socket = null;
        if (current != null) {
            current.close(code, reason);
        }
    }

    /** Returns whether the client can have received this number of counted messages. */
    boolean hasSent(long received) {
        return received <= replay.count();
    }

    /** Returns whether every message after the first {@code received} can be sent again. */
    boolean canReplayAfter(long received) {
        return replay.covers(received);
    }

    /** Continues over another WebSocket. */
    void attach(ClientSocket next) {
        socket = next;
        subject = new LogSubject(subject.session(), null, next.loggedAddress());
    }

    /**
     * Sends every message after the first {@code received} again; none if some are no longer kept.
     */
    void replayAfter(long received) {
        replay.resumeFrom(received).forEach(this::transmit);
    }
}
