package io.multiconnection.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.CallEvent;
import io.multiconnection.protocol.GatewayMessage.DataEvent;
import io.multiconnection.protocol.GatewayMessage.ErrorEvent;
import io.multiconnection.protocol.GatewayMessage.Failure;
import io.multiconnection.protocol.GatewayMessage.GoAwayEvent;
import io.multiconnection.protocol.GatewayMessage.Hello;
import io.multiconnection.protocol.GatewayMessage.KeyframeEvent;
import io.multiconnection.protocol.GatewayMessage.MessageEvent;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.GatewayMessage.ServerEvent;
import io.multiconnection.protocol.GatewayMessage.ServerResponse;
import io.multiconnection.protocol.GatewayMessage.StatusEvent;
import io.multiconnection.protocol.GatewayMessage.StreamEvent;
import io.multiconnection.protocol.GatewayMessage.SyncEvent;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Writer of the gateway's messages as JSON (PROTOCOL.md, sections 3 and 5). */
public final class GatewayMessageWriter {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private GatewayMessageWriter() {}

    /** Returns {@code message} as one JSON object. */
    public static String write(GatewayMessage message) {
        return node(message).toString();
    }

    static ObjectNode node(GatewayMessage message) {
        return switch (message) {
            case Hello hello -> hello(hello);
            case Result(long id, Fields fields) -> result(id, fields);
            case Failure(long id, ErrorCode code, String text, boolean temporary) ->
                    error(typed("error").put("id", id), code, text, temporary);
            case ServerEvent event -> server(event);
            case StatusEvent event -> status(event);
            case CallEvent event -> call(event);
            case DataEvent event -> data(event);
            case SyncEvent event -> sync(event);
            case MessageEvent event -> message(event);
            case Ack ack -> ack(ack);
            case StreamEvent event -> stream(event);
            case KeyframeEvent(int stream) -> typed("keyframe").put("stream", stream);
            case GoAwayEvent(long moveIn, long closeIn) ->
                    typed("goaway").put("moveInMs", moveIn).put("closeInMs", closeIn);
            case ErrorEvent(ErrorCode code, String text, boolean temporary) ->
                    error(typed("error"), code, text, temporary);
        };
    }

    private static ObjectNode error(
            ObjectNode node, ErrorCode code, String text, boolean temporary) {
        node.put("code", code.wireName()).put("message", text);
        return temporary ? node.put("temporary", true) : node;
    }

    private static ObjectNode typed(String type) {
        return NODES.objectNode().put("type", type);
    }

    private static ObjectNode hello(Hello hello) {
        ObjectNode node =
                typed("hello")
                        .put("protocol", 1)
                        .put("version", hello.version())
                        .put("session", hello.session());
        ArrayNode pools = node.putArray("pools");
        hello.pools().forEach(pools::add);
        ObjectNode limits = node.putObject("limits");
        hello.limits().forEach((name, limit) -> limits.set(name, number(limit)));
        node.put("pingMs", hello.pingMillis());
        if (hello.resume() instanceof Hello.Resume(ResumeToken token, long holdMillis)) {
            node.putObject("resume").put("token", token.text()).put("holdMs", holdMillis);
        }
        return node;
    }

    private static JsonNode number(Number number) {
        return number instanceof Double fraction
                ? NODES.numberNode(fraction)
                : NODES.numberNode(number.longValue());
    }

    private static ObjectNode stream(StreamEvent event) {
        ObjectNode node =
                typed("stream").put("stream", event.stream()).put("use", event.use().wireName());
        ArrayNode servers = node.putArray("servers");
        event.servers().forEach(servers::add);
        return node;
    }

    private static ObjectNode result(long id, Fields fields) {
        ObjectNode node = typed("result").put("id", id);
        switch (fields) {
            case Fields.None() -> {}
            case Fields.Stream(int stream) -> node.put("stream", stream);
            case Fields.Server(int server) -> node.put("server", server);
            case Fields.Responses(var answers) -> {
                ArrayNode array = node.putArray("answers");
                answers.forEach(answer -> answer(array.addObject(), answer));
            }
            case Fields.Joined(var servers) -> {
                ArrayNode array = node.putArray("servers");
                servers.forEach(array::add);
            }
            case Fields.Resumed(boolean recovered, long received, var open) -> {
                ArrayNode array =
                        node.put("recovered", recovered).put("received", received).putArray("open");
                open.forEach(array::add);
            }
            case Fields.Servers(var servers) -> {
                ArrayNode array = node.putArray("servers");
                for (Fields.ServerEntry entry : servers) {
                    array.addObject()
                            .put("server", entry.server())
                            .put("url", entry.url())
                            .put("state", entry.state().wireName());
                }
            }
        }
        return node;
    }

    private static void answer(ObjectNode node, ServerResponse answer) {
        node.put("server", answer.server()).put("outcome", answer.outcome().wireName());
        if (answer.value() != null) {
            node.set("value", new JsonValueWriter().write(answer.value()));
        }
        if (answer.text() != null) {
            node.put("text", answer.text());
        }
    }

    private static ObjectNode call(CallEvent event) {
        ObjectNode node = typed("call").put("server", event.server()).put("method", event.method());
        node.set("args", new JsonValueWriter().writeItems(event.args()));
        if (event.call() != null) {
            node.put("call", event.call());
        }
        return node;
    }

    private static ObjectNode data(DataEvent event) {
        ObjectNode node = typed("data").put("server", event.server());
        if (event.stream() != null) {
            node.put("stream", event.stream());
        }
        if (event.timestamp() != null) {
            node.put("timestamp", Integer.toUnsignedLong(event.timestamp()));
        }
        node.put("handler", event.handler());
        return node.set("args", new JsonValueWriter().writeItems(event.args()));
    }

    private static ObjectNode sync(SyncEvent event) {
        ObjectNode node = typed("sync").put("name", event.name());
        if (event.server() != null) {
            node.put("server", event.server());
        }
        if (event.version() != null) {
            node.put("version", Integer.toUnsignedLong(event.version()));
        }
        List<AmfValue> values =
                event.changes().stream().map(SlotChange::value).filter(Objects::nonNull).toList();
        Iterator<JsonNode> written = new JsonValueWriter().writeItems(values).iterator();
        ArrayNode changes = node.putArray("changes");
        for (SlotChange change : event.changes()) {
            ObjectNode entry = changes.addObject().put("code", change.code().wireName());
            if (change.slot() != null) {
                entry.put("slot", change.slot());
            }
            if (change.value() != null) {
                entry.set("value", written.next());
            }
        }
        return node;
    }

    private static ObjectNode message(MessageEvent event) {
        ObjectNode node =
                typed("message")
                        .put("name", event.name())
                        .put("server", event.server())
                        .put("handler", event.handler());
        return node.set("args", new JsonValueWriter().writeItems(event.args()));
    }

    private static ObjectNode server(ServerEvent event) {
        ObjectNode node =
                typed("server")
                        .put("server", event.server())
                        .put("url", event.url())
                        .put("state", event.state().wireName());
        if (event.cause() != null) {
            node.put("cause", event.cause().wireName());
        }
        if (event.text() != null) {
            node.put("text", event.text());
        }
        if (event.retry() instanceof Retry(int attempt, Long inMillis)) {
            node.put("attempt", attempt);
            if (inMillis != null) {
                node.put("retryInMs", inMillis);
            }
        }
        return node;
    }

    private static ObjectNode status(StatusEvent event) {
        ObjectNode node = typed("status");
        if (event.server() != null) {
            node.put("server", event.server());
        }
        if (event.stream() != null) {
            node.put("stream", event.stream());
        }
        if (event.sharedObject() != null) {
            node.put("sharedObject", event.sharedObject());
        }
        node.set("info", new JsonValueWriter().writeProperties(event.info()));
        return node;
    }

    private static ObjectNode ack(Ack ack) {
        ObjectNode node =
                typed("ack")
                        .put("stream", ack.stream())
                        .put("bytes", ack.bytes())
                        .put("timestamp", Integer.toUnsignedLong(ack.timestamp()));
        ArrayNode servers = node.putArray("servers");
        for (Ack.ServerAck server : ack.servers()) {
            servers.addObject()
                    .put("server", server.server())
                    .put("queueBytes", server.queueBytes())
                    .put("queueMs", server.queueMs())
                    .put("sentBytes", server.sentBytes())
                    .put("frames", server.frames())
                    .put("dropped", server.dropped());
        }
        return node;
    }
}
