package io.multiconnection.protocol;

import io.multiconnection.amf.AmfValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the gateway says: answers to requests, and news (PROTOCOL.md, sections 3 and 5). */
public sealed interface GatewayMessage {

    /**
     * The first message of every WebSocket.
     *
     * @param version of the gateway
     * @param limits that a client can break, by their names
     * @param pingMillis the time between two pings of the gateway
     * @param resume how the session is resumed; null where it is not held
     */
    record Hello(
            String version,
            String session,
            List<String> pools,
            Map<String, Number> limits,
            long pingMillis,
            @Nullable Resume resume)
            implements GatewayMessage {
        /** What a client needs to come back, and how long it may be away. */
        public record Resume(ResumeToken token, long holdMillis) {}
    }

    /** A request has succeeded; {@code fields} are those its section documents. */
    record Result(long id, Fields fields) implements GatewayMessage {
        /** What a result carries besides its id. */
        public sealed interface Fields {
            record None() implements Fields {}

            record Stream(int stream) implements Fields {}

            /** Who plays. */
            record Server(int server) implements Fields {}

            record Servers(List<ServerEntry> servers) implements Fields {}

            record ServerEntry(int server, String url, ServerState state) {}

            record Responses(List<ServerResponse> answers) implements Fields {}

            /** Numbers of the servers that have a shared object. */
            record Joined(List<Integer> servers) implements Fields {}

            /**
             * The session goes on.
             *
             * @param recovered whether the page gets all that it has missed
             * @param received counted messages of the page that have come
             * @param open ids of requests that are still worked on
             */
            record Resumed(boolean recovered, long received, List<Long> open) implements Fields {}
        }

        public Result(long id) {
            this(id, new Fields.None());
        }
    }

    /**
     * What became of a call on one server.
     *
     * @param value the result, or what the server said of its error
     * @param text in plain words, where there is no result
     */
    record ServerResponse(
            int server, Outcome outcome, @Nullable AmfValue value, @Nullable String text) {
        /** How a call may end. */
        public enum Outcome {
            RESULT,
            ERROR,
            TIMEOUT,
            LOST;

            /** As it is written in JSON. */
            public String wireName() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /**
     * A request has failed.
     *
     * @param temporary whether the same request may succeed later, without a change
     */
    record Failure(long id, ErrorCode code, String message, boolean temporary)
            implements GatewayMessage {
        public Failure(long id, ErrorCode code, String message) {
            this(id, code, message, false);
        }
    }

    /**
     * A server has a new state.
     *
     * @param url fit to be shown: no query, user or key
     * @param cause why it was left
     * @param text the cause in plain words
     * @param retry how it is brought back, where it is
     */
    record ServerEvent(
            int server,
            String url,
            ServerState state,
            @Nullable FailureCause cause,
            @Nullable String text,
            @Nullable Retry retry)
            implements GatewayMessage {}

    /**
     * An attempt to bring a lost server back.
     *
     * @param attempt 1 for the first since it was lost
     * @param inMillis when it begins, from now on; null: it has begun
     */
    record Retry(int attempt, @Nullable Long inMillis) {

        /** The same attempt, as it is to be told so many milliseconds later. */
        public Retry after(long millis) {
            return inMillis == null ? this : new Retry(attempt, Math.max(0, inMillis - millis));
        }
    }

    /**
     * A server's NetStatus as it came, or a merged one where {@code server} is null; about a stream
     * or a shared object where there is one.
     */
    record StatusEvent(
            @Nullable Integer server,
            @Nullable Integer stream,
            @Nullable String sharedObject,
            Map<String, AmfValue> info)
            implements GatewayMessage {}

    /** The merged shared object has changed; or one server's copy of it, with its version. */
    record SyncEvent(
            String name,
            @Nullable Integer server,
            @Nullable Integer version,
            List<SlotChange> changes)
            implements GatewayMessage {}

    /** Somebody called a handler of all users of a shared object. */
    record MessageEvent(String name, int server, String handler, List<AmfValue> args)
            implements GatewayMessage {}

    /** A server calls the page; {@code call} is null where it does not wait for an answer. */
    record CallEvent(int server, String method, List<AmfValue> args, @Nullable Integer call)
            implements GatewayMessage {}

    /** A data message of a server; on no stream where {@code stream} is null. */
    record DataEvent(
            int server,
            @Nullable Integer stream,
            @Nullable Integer timestamp,
            String handler,
            List<AmfValue> args)
            implements GatewayMessage {}

    /** How far a stream's media has come, at the gateway and at each server. */
    record Ack(int stream, long bytes, int timestamp, List<ServerAck> servers)
            implements GatewayMessage {
        /** One server's queue and counts. */
        public record ServerAck(
                int server,
                long queueBytes,
                int queueMs,
                long sentBytes,
                long frames,
                long dropped) {}
    }

    /**
     * What a stream is used for, told after messages were lost.
     *
     * @param servers numbers of those that have it, or of the one that plays it
     */
    record StreamEvent(int stream, Use use, List<Integer> servers) implements GatewayMessage {
        /** Use of a stream. */
        public enum Use {
            NONE,
            PUBLISH,
            PLAY;

            String wireName() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** A server waits for a keyframe. */
    record KeyframeEvent(int stream) implements GatewayMessage {}

    /** The gateway shuts down: when to move, and when the session is ended. */
    record GoAwayEvent(long moveInMillis, long closeInMillis) implements GatewayMessage {}

    /**
     * Something without an id was dropped.
     *
     * @param temporary whether the same may succeed later, without a change
     */
    record ErrorEvent(ErrorCode code, String message, boolean temporary) implements GatewayMessage {
        public ErrorEvent(ErrorCode code, String message) {
            this(code, message, false);
        }
    }
}
