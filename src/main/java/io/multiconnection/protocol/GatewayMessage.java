package io.multiconnection.protocol;

import io.multiconnection.amf.AmfValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the gateway says: answers to requests, and news (PROTOCOL.md, sections 3 and 5). */
public sealed interface GatewayMessage {

    /** The first message of every session. */
    record Hello(String session, List<String> pools, Limits limits) implements GatewayMessage {
        /** The limits a client wants to know beforehand. */
        public record Limits(int textBytes, int frameBytes, int servers, int streams) {}
    }

    /** A request has succeeded; {@code fields} are those its section documents. */
    record Result(long id, Fields fields) implements GatewayMessage {
        /** What a result carries besides its id. */
        public sealed interface Fields {
            record None() implements Fields {}

            record Stream(int stream) implements Fields {}

            record Servers(List<ServerEntry> servers) implements Fields {}

            record ServerEntry(int server, String url, ServerState state) {}
        }

        public Result(long id) {
            this(id, new Fields.None());
        }
    }

    /** A request has failed. */
    record Failure(long id, ErrorCode code, String message) implements GatewayMessage {}

    /** A server has a new state; {@code url} is fit to be shown: no query, user or key. */
    record ServerNews(
            int server, String url, ServerState state, @Nullable Cause cause, @Nullable String text)
            implements GatewayMessage {}

    /** A server's NetStatus as it came, or a merged one where {@code server} is null. */
    record StatusNews(
            @Nullable Integer server, @Nullable Integer stream, Map<String, AmfValue> info)
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

    /** A server waits for a keyframe. */
    record KeyframeNews(int stream) implements GatewayMessage {}

    /** Something without an id was dropped. */
    record ErrorNews(ErrorCode code, String message) implements GatewayMessage {}
}
