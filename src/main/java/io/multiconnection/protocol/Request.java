package io.multiconnection.protocol;

import io.multiconnection.amf.AmfValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Request of a client (PROTOCOL.md, section 4). Plain data, checked by {@link RequestReader}. */
public sealed interface Request {

    /** Returns the id that the client chose; the response carries it. */
    long id();

    /**
     * Opens a NetConnection to every server.
     *
     * @param recover whether lost servers are reconnected automatically
     */
    record Connect(
            long id,
            List<ServerRef> servers,
            Require require,
            Duration timeout,
            List<AmfValue> args,
            Map<String, AmfValue> properties,
            boolean recover)
            implements Request {}

    /**
     * Resumes a session whose WebSocket was lost.
     *
     * @param received counted messages received from the gateway
     */
    record Resume(long id, ResumeToken token, long received) implements Request {}

    /** Renews the rights of the client by a new token. */
    record Authenticate(long id, BearerToken token) implements Request {}

    /**
     * Requests a place in a room, then connects to a server of that room.
     *
     * @param connect settings of the connection; without servers
     */
    record ConnectToRoom(RoomWish wish, Connect connect) implements Request {
        @Override
        public long id() {
            return connect.id();
        }
    }

    /**
     * Reconnects one server in any state.
     *
     * @param to server that replaces it; null for the same server
     * @param names stream names on it by stream number; empty for the previous names
     */
    record Reconnect(
            long id,
            int server,
            @Nullable ServerRef to,
            Map<Integer, String> names,
            Duration timeout)
            implements Request {}

    /**
     * Adds a server without affecting the others.
     *
     * @param names stream names on it by stream number
     */
    record AddServer(long id, ServerRef server, Map<Integer, String> names, Duration timeout)
            implements Request {}

    /** Removes one server permanently. */
    record RemoveServer(long id, int server) implements Request {}

    /** Creates a NetStream on every server. */
    record CreateStream(long id) implements Request {}

    /**
     * Publishes a stream to every server; {@code names} overrides {@code name} by server number.
     */
    record Publish(
            long id,
            int stream,
            String name,
            Map<Integer, String> names,
            PublishMode mode,
            Duration timeout)
            implements Request {}

    /**
     * Plays a stream from one server, and from the next if that fails.
     *
     * @param names override {@code name} by server number
     * @param servers numbers of the servers to try, in order; empty for all
     * @param start seconds into a recording; -1 for live, -2 for live if there is such a stream
     * @param length seconds to play; -1 for all
     * @param buffer length of the player's buffer; zero leaves it to the server
     */
    record Play(
            long id,
            int stream,
            String name,
            Map<Integer, String> names,
            List<Integer> servers,
            double start,
            double length,
            Duration buffer,
            Duration timeout)
            implements Request {

        /** Returns whether only a live stream is wanted. */
        public boolean isLive() {
            return start == -1;
        }
    }

    /** Pauses or resumes a played stream. */
    record Pause(long id, int stream, boolean paused) implements Request {}

    /** Seeks in a recording, in seconds. */
    record Seek(long id, int stream, double position) implements Request {}

    /** Switches audio or video of a played stream; null leaves it unchanged. */
    record Receive(long id, int stream, @Nullable Boolean audio, @Nullable Boolean video)
            implements Request {}

    /** Changes the length of the player's buffer. */
    record BufferTime(long id, int stream, Duration buffer) implements Request {}

    /** Sends a data message on every server's stream. */
    record Send(long id, int stream, String handler, List<AmfValue> args) implements Request {}

    /**
     * Calls a method of the servers' applications.
     *
     * @param reply whether their responses are wanted
     */
    record Call(long id, String method, List<AmfValue> args, On on, boolean reply, Duration timeout)
            implements Request {}

    /**
     * Responds to a call of a server.
     *
     * @param failed whether {@code value} is an error
     */
    record Return(long id, int call, AmfValue value, boolean failed) implements Request {}

    /**
     * Uses a remote shared object on every server.
     *
     * @param mirror whether all slots are kept equal, not only those written by this client
     * @param copies whether changes of each server's copy are reported
     */
    record UseSharedObject(
            long id,
            String name,
            boolean persistent,
            boolean mirror,
            boolean copies,
            Duration timeout)
            implements Request {}

    /** Writes slots of a shared object, or properties inside them. */
    record SetSlots(long id, String name, List<PathWrite> changes) implements Request {}

    /** Calls a handler of every user of a shared object. */
    record SendMessage(long id, String name, String handler, List<AmfValue> args)
            implements Request {}

    /** Deletes every slot of a shared object. */
    record ClearSharedObject(long id, String name) implements Request {}

    /** Ends the use of a shared object. */
    record ReleaseSharedObject(long id, String name) implements Request {}

    /**
     * One write.
     *
     * @param path slot, then names inside its value; not empty
     * @param value undefined or null to delete
     */
    record PathWrite(List<String> path, AmfValue value) {
        public PathWrite {
            path = List.copyOf(path);
        }
    }

    /** Ends a stream on every server. */
    record CloseStream(long id, int stream) implements Request {}

    /** Ends every stream and connection; the session stays. */
    record Disconnect(long id) implements Request {}

    /** Server in connect's list. */
    sealed interface ServerRef {
        /** Server with an RTMP URL. */
        record Url(String url) implements ServerRef {}

        /** All servers of a configured pool. */
        record Pool(String name) implements ServerRef {}
    }

    /**
     * Room that a client asks for.
     *
     * @param directory directory of the room; null for the only one
     * @param user name of the client, shown to operators
     * @param credentials for the application that admits clients; a secret
     */
    record RoomWish(
            @Nullable String directory,
            RoomRef room,
            @Nullable String user,
            @Nullable String credentials) {

        /** Returns a text without the credentials, so that no log shows them. */
        @Override
        public String toString() {
            return String.valueOf(room);
        }
    }

    /** Choice of a room. */
    sealed interface RoomRef {
        record Room(String id) implements RoomRef {}

        /** Best room of a group. */
        record Group(String name) implements RoomRef {}
    }

    /** Choice of the servers to call. */
    sealed interface On {
        record All() implements On {}

        /** All servers, until the first result. */
        record First() implements On {}

        record Server(int number) implements On {}
    }

    /** Number of servers that must succeed. */
    sealed interface Require {
        record All() implements Require {}

        record AtLeast(int count) implements Require {}

        /** Returns the number for a list of {@code servers}; may exceed it. */
        default int of(int servers) {
            return switch (this) {
                case All() -> servers;
                case AtLeast(int count) -> count;
            };
        }
    }

    /** Mode of publishing, as the second argument of Flash's {@code NetStream.publish}. */
    enum PublishMode {
        LIVE("live"),
        RECORD("record"),
        APPEND("append");

        private final String wireName;

        PublishMode(String wireName) {
            this.wireName = wireName;
        }

        /** Returns the mode in JSON and in RTMP's publish command. */
        public String wireName() {
            return wireName;
        }
    }
}
