package io.multiconnection.protocol;

import io.multiconnection.amf.AmfValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Message of the gateway to a client: a response or an event (PROTOCOL.md, sections 3 and 5). */
public sealed interface GatewayMessage {

    /**
     * First message of every WebSocket.
     *
     * @param version version of the gateway
     * @param limits limits that a client can exceed, by name
     * @param pingMillis interval of the gateway's pings
     * @param resume how to resume the session; null if it is not held
     */
    record Hello(
            String version,
            String session,
            List<String> pools,
            Map<String, Number> limits,
            long pingMillis,
            @Nullable Resume resume)
            implements GatewayMessage {
        /** Token to resume the session, and how long the session is held without a WebSocket. */
        public record Resume(ResumeToken token, long holdMillis) {}
    }

    /**
     * Response to a request that succeeded; {@code fields} are those of the request's section in
     * PROTOCOL.md.
     */
    record Result(long id, Fields fields) implements GatewayMessage {
        /** Fields of a result besides its id. */
        public sealed interface Fields {
            record None() implements Fields {}

            record Stream(int stream) implements Fields {}

            /** Number of the server that plays. */
            record Server(int server) implements Fields {}

            record Servers(List<ServerEntry> servers) implements Fields {}

            record ServerEntry(int server, String url, ServerState state) {}

            record Responses(List<ServerResponse> answers) implements Fields {}

            /** Numbers of the servers that have a shared object. */
            record Joined(List<Integer> servers) implements Fields {}

            /**
             * Resumed session.
             *
             * @param recovered whether the client receives every missed message
             * @param received counted messages received from the client
             * @param open ids of requests that are still in progress
             */
            record Resumed(boolean recovered, long received, List<Long> open) implements Fields {}
        }

        public Result(long id) {
            this(id, new Fields.None());
        }
    }

    /**
     * Response of one server to a call.
     *
     * @param value result, or the error object of the server
     * @param text reason in plain words if there is no result
     */
    record ServerResponse(
            int server, Outcome outcome, @Nullable AmfValue value, @Nullable String text) {
        /** Outcomes of a call. */
        public enum Outcome {
            RESULT,
            ERROR,
            TIMEOUT,
            LOST;

            /** Returns the outcome in JSON. */
            public String wireName() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /**
     * Response to a request that failed.
     *
     * @param temporary whether the same request may succeed later, unchanged
     */
    record Failure(long id, ErrorCode code, String message, boolean temporary)
            implements GatewayMessage {
        public Failure(long id, ErrorCode code, String message) {
            this(id, code, message, false);
        }
    }

    /**
     * New state of a server.
     *
     * @param url without query, user and stream key
     * @param cause cause of the loss or rejection
     * @param text the cause in plain words
     * @param retry scheduled or running reconnection
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
     * Attempt to reconnect to a lost server.
     *
     * @param attempt number of the attempt since the loss, from 1
     * @param inMillis delay until it starts; null if it has started
     */
    record Retry(int attempt, @Nullable Long inMillis) {

        /** Returns this attempt as seen {@code millis} later. */
        public Retry after(long millis) {
            return inMillis == null ? this : new Retry(attempt, Math.max(0, inMillis - millis));
        }
    }

    /**
     * NetStatus of a server, or a merged one if {@code server} is null; about a stream or a shared
     * object if either is set.
     */
    record StatusEvent(
            @Nullable Integer server,
            @Nullable Integer stream,
            @Nullable String sharedObject,
            Map<String, AmfValue> info)
            implements GatewayMessage {}

    /** Changes of the merged shared object, or of one server's copy with its version. */
    record SyncEvent(
            String name,
            @Nullable Integer server,
            @Nullable Integer version,
            List<SlotChange> changes)
            implements GatewayMessage {}

    /** Call of a handler of all users of a shared object. */
    record MessageEvent(String name, int server, String handler, List<AmfValue> args)
            implements GatewayMessage {}

    /**
     * Call of a client method by a server; {@code call} is null if the server expects no response.
     */
    record CallEvent(int server, String method, List<AmfValue> args, @Nullable Integer call)
            implements GatewayMessage {}

    /** Data message of a server; {@code stream} is null if it belongs to no stream. */
    record DataEvent(
            int server,
            @Nullable Integer stream,
            @Nullable Integer timestamp,
            String handler,
            List<AmfValue> args)
            implements GatewayMessage {}

    /** Progress of a published stream, at the gateway and at each server. */
    record Ack(int stream, long bytes, int timestamp, List<ServerAck> servers)
            implements GatewayMessage {
        /** Queue and counters of one server. */
        public record ServerAck(
                int server,
                long queueBytes,
                int queueMs,
                long sentBytes,
                long frames,
                long dropped) {}
    }

    /**
     * Use of a stream, sent after messages were lost.
     *
     * @param servers numbers of the servers that have the stream, or of the one that plays it
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

    /** Request of a server for a keyframe. */
    record KeyframeEvent(int stream) implements GatewayMessage {}

    /** Shutdown of the gateway: delay until the client should move, and until the session ends. */
    record GoAwayEvent(long moveInMillis, long closeInMillis) implements GatewayMessage {}

    /** Warning that the client's token expires: delay until the session ends. */
    record TokenExpiresEvent(long closeInMillis) implements GatewayMessage {}

    /**
     * Rejection of a message without an id.
     *
     * @param temporary whether the same message may succeed later, unchanged
     */
    record ErrorEvent(ErrorCode code, String message, boolean temporary) implements GatewayMessage {
        public ErrorEvent(ErrorCode code, String message) {
            this(code, message, false);
        }
    }
}
