package io.multiconnection.protocol;

import io.multiconnection.amf.AmfValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a page asks (PROTOCOL.md, section 4). Plain data, checked by {@link RequestReader}. */
public sealed interface Request {

    /** Chosen by the client; the answer carries it back. */
    long id();

    /**
     * Opens a NetConnection to every server.
     *
     * @param recover whether a server that is lost is connected again without being asked
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
     * Goes on with a session whose WebSocket is lost.
     *
     * @param received counted messages of the gateway that have come
     */
    record Resume(long id, ResumeToken token, long received) implements Request {}

    /**
     * Asks for a place in a room, and then connects to a server of that room.
     *
     * @param connect how; it names no servers
     */
    record ConnectToRoom(RoomWish wish, Connect connect) implements Request {
        @Override
        public long id() {
            return connect.id();
        }
    }

    /**
     * Connects one server anew, whatever its state.
     *
     * @param to another server in its place; null: the same
     * @param names what streams are published as there, by their numbers; empty: as before
     */
    record Reconnect(
            long id,
            int server,
            @Nullable ServerRef to,
            Map<Integer, String> names,
            Duration timeout)
            implements Request {}

    /**
     * Asks for further servers while the others go on.
     *
     * @param names what streams are published as there, by their numbers
     */
    record AddServer(long id, ServerRef server, Map<Integer, String> names, Duration timeout)
            implements Request {}

    /** Ends one server, for good. */
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
     * @param servers numbers of those that are tried, in their order; empty: all
     * @param start seconds into a recording; -1: live, -2: live if there is such a stream
     * @param length seconds to play; -1: all
     * @param buffer what the player holds; zero: left to the server
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

        /** Whether only a live stream will do. */
        public boolean isLive() {
            return start == -1;
        }
    }

    /** Pauses a play, or goes on with it. */
    record Pause(long id, int stream, boolean paused) implements Request {}

    /** Goes to a place in a recording, in seconds. */
    record Seek(long id, int stream, double position) implements Request {}

    /** Chooses what is played; what is null stays as it is. */
    record Receive(long id, int stream, @Nullable Boolean audio, @Nullable Boolean video)
            implements Request {}

    /** Says how much media the player holds. */
    record BufferTime(long id, int stream, Duration buffer) implements Request {}

    /** Sends a data message on every server's stream. */
    record Send(long id, int stream, String handler, List<AmfValue> args) implements Request {}

    /**
     * Calls a method of the servers' applications.
     *
     * @param reply whether their answers are wanted
     */
    record Call(long id, String method, List<AmfValue> args, On on, boolean reply, Duration timeout)
            implements Request {}

    /**
     * Answers a call of a server.
     *
     * @param failed whether {@code value} is an error
     */
    record Return(long id, int call, AmfValue value, boolean failed) implements Request {}

    /**
     * Uses a remote shared object on every server.
     *
     * @param mirror whether all slots are kept equal, not only those that are written here
     * @param copies whether each server's copy is told of, too
     */
    record UseSharedObject(
            long id,
            String name,
            boolean persistent,
            boolean mirror,
            boolean copies,
            Duration timeout)
            implements Request {}

    /** Writes slots of a shared object, or inside them. */
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
     * @param path a slot, and names inside its value; not empty
     * @param value undefined or null: delete
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

    /** One entry of connect's server list. */
    sealed interface ServerRef {
        /** A server by its RTMP URL. */
        record Url(String url) implements ServerRef {}

        /** All servers of a configured pool. */
        record Pool(String name) implements ServerRef {}
    }

    /**
     * A place that a client asks for.
     *
     * @param directory whose room; null: that of the only one
     * @param user who asks, as an operator is shown it
     * @param credentials for the application that admits; a secret
     */
    record RoomWish(
            @Nullable String directory,
            RoomRef room,
            @Nullable String user,
            @Nullable String credentials) {

        /** Without the credentials, so that no log ever shows them. */
        @Override
        public String toString() {
            return String.valueOf(room);
        }
    }

    /** Which room. */
    sealed interface RoomRef {
        record Room(String id) implements RoomRef {}

        /** The best room of a group. */
        record Group(String name) implements RoomRef {}
    }

    /** Which servers are called. */
    sealed interface On {
        record All() implements On {}

        /** All of them, for the first result. */
        record First() implements On {}

        record Server(int number) implements On {}
    }

    /** How many servers must succeed. */
    sealed interface Require {
        record All() implements Require {}

        record AtLeast(int count) implements Require {}

        /** The number this means for a list of {@code servers}; may be more than there are. */
        default int of(int servers) {
            return switch (this) {
                case All() -> servers;
                case AtLeast(int count) -> count;
            };
        }
    }

    /** NetStream.publish's second argument in Flash. */
    enum PublishMode {
        LIVE("live"),
        RECORD("record"),
        APPEND("append");

        private final String wireName;

        PublishMode(String wireName) {
            this.wireName = wireName;
        }

        /** As it is written in JSON, and in RTMP's publish command. */
        public String wireName() {
            return wireName;
        }
    }
}
