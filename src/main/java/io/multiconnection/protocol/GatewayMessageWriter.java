package io.multiconnection.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
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
import io.multiconnection.protocol.GatewayMessage.TokenExpiresEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writer of the gateway's messages as JSON (PROTOCOL.md, sections 3 and 5). */
public final class GatewayMessageWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private GatewayMessageWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Returns {@code message} as one JSON object. */
    public static String write(GatewayMessage message) {
        try {
            return text(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never thrown by writers to memory
        }
    }

    private static String text(GatewayMessage message) throws IOException {
        var text = new SegmentedStringWriter(JsonRecyclerPools.threadLocalPool().acquirePooled());
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            new GatewayMessageWriter(json).fields(message);
            json.writeEndObject();
        }
        return text.getAndClear();
    }

    private void fields(GatewayMessage message) throws IOException {
        switch (message) {
            case Hello hello -> hello(hello);
            case Result(long id, Fields fields) -> result(id, fields);
            case Failure(long id, ErrorCode code, String text, boolean temporary) -> {
                type("error");
                json.writeNumberField("id", id);
                error(code, text, temporary);
            }
            case ServerEvent event -> server(event);
            case StatusEvent event -> status(event);
            case CallEvent event -> call(event);
            case DataEvent event -> data(event);
            case SyncEvent event -> sync(event);
            case MessageEvent event -> message(event);
            case Ack ack -> ack(ack);
            case StreamEvent event -> stream(event);
            case KeyframeEvent(int stream) -> {
                type("keyframe");
                json.writeNumberField("stream", stream);
            }
            case GoAwayEvent(long moveIn, long closeIn) -> {
                type("goaway");
                json.writeNumberField("moveInMs", moveIn);
                json.writeNumberField("closeInMs", closeIn);
            }
            case TokenExpiresEvent(long closeIn) -> {
                type("tokenExpires");
                json.writeNumberField("closeInMs", closeIn);
            }
            case ErrorEvent(ErrorCode code, String text, boolean temporary) -> {
                type("error");
                error(code, text, temporary);
            }
        }
    }

    private void type(String type) throws IOException {
        json.writeStringField("type", type);
    }

    private void error(ErrorCode code, String text, boolean temporary) throws IOException {
        json.writeStringField("code", code.wireName());
        json.writeStringField("message", text);
        if (temporary) {
            json.writeBooleanField("temporary", true);
        }
    }

    private void hello(Hello hello) throws IOException {
        type("hello");
        json.writeNumberField("protocol", 1);
        json.writeStringField("version", hello.version());
        json.writeStringField("session", hello.session());
        json.writeArrayFieldStart("pools");
        for (String pool : hello.pools()) {
            json.writeString(pool);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("limits");
        for (Map.Entry<String, Number> limit : hello.limits().entrySet()) {
            if (limit.getValue() instanceof Double fraction) {
                json.writeNumberField(limit.getKey(), fraction);
            } else {
                json.writeNumberField(limit.getKey(), limit.getValue().longValue());
            }
        }
        json.writeEndObject();
        json.writeNumberField("pingMs", hello.pingMillis());
        if (hello.resume() instanceof Hello.Resume(ResumeToken token, long holdMillis)) {
            json.writeObjectFieldStart("resume");
            json.writeStringField("token", token.text());
            json.writeNumberField("holdMs", holdMillis);
            json.writeEndObject();
        }
    }

    private void stream(StreamEvent event) throws IOException {
        type("stream");
        json.writeNumberField("stream", event.stream());
        json.writeStringField("use", event.use().wireName());
        numbers("servers", event.servers());
    }

    private void result(long id, Fields fields) throws IOException {
        type("result");
        json.writeNumberField("id", id);
        switch (fields) {
            case Fields.None() -> {}
            case Fields.Stream(int stream) -> json.writeNumberField("stream", stream);
            case Fields.Server(int server) -> json.writeNumberField("server", server);
            case Fields.Responses(List<ServerResponse> answers) -> {
                json.writeArrayFieldStart("answers");
                for (ServerResponse answer : answers) {
                    json.writeStartObject();
                    answer(answer);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            case Fields.Joined(List<Integer> servers) -> numbers("servers", servers);
            case Fields.Resumed(boolean recovered, long received, List<Long> open) -> {
                json.writeBooleanField("recovered", recovered);
                json.writeNumberField("received", received);
                numbers("open", open);
            }
            case Fields.Servers(List<Fields.ServerEntry> servers) -> {
                json.writeArrayFieldStart("servers");
                for (Fields.ServerEntry entry : servers) {
                    json.writeStartObject();
                    json.writeNumberField("server", entry.server());
                    json.writeStringField("url", entry.url());
                    json.writeStringField("state", entry.state().wireName());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
        }
    }

    private void answer(ServerResponse answer) throws IOException {
        json.writeNumberField("server", answer.server());
        json.writeStringField("outcome", answer.outcome().wireName());
        AmfValue value = answer.value();
        if (value != null) {
            json.writeFieldName("value");
            values(List.of(value)).write(value);
        }
        optional("text", answer.text());
    }

    private void call(CallEvent event) throws IOException {
        type("call");
        json.writeNumberField("server", event.server());
        json.writeStringField("method", event.method());
        args(event.args());
        optional("call", event.call());
    }

    private void data(DataEvent event) throws IOException {
        type("data");
        json.writeNumberField("server", event.server());
        optional("stream", event.stream());
        optionalUnsigned("timestamp", event.timestamp());
        json.writeStringField("handler", event.handler());
        args(event.args());
    }

    private void sync(SyncEvent event) throws IOException {
        type("sync");
        json.writeStringField("name", event.name());
        optional("server", event.server());
        optionalUnsigned("version", event.version());
        JsonValueWriter values =
                values(
                        event.changes().stream()
                                .map(SlotChange::value)
                                .filter(Objects::nonNull)
                                .toList());
        json.writeArrayFieldStart("changes");
        for (SlotChange change : event.changes()) {
            json.writeStartObject();
            json.writeStringField("code", change.code().wireName());
            optional("slot", change.slot());
            if (change.value() != null) {
                json.writeFieldName("value");
                values.write(change.value());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void message(MessageEvent event) throws IOException {
        type("message");
        json.writeStringField("name", event.name());
        json.writeNumberField("server", event.server());
        json.writeStringField("handler", event.handler());
        args(event.args());
    }

    private void server(ServerEvent event) throws IOException {
        type("server");
        json.writeNumberField("server", event.server());
        json.writeStringField("url", event.url());
        json.writeStringField("state", event.state().wireName());
        if (event.cause() != null) {
            json.writeStringField("cause", event.cause().wireName());
        }
        optional("text", event.text());
        if (event.retry() instanceof Retry(int attempt, Long inMillis)) {
            json.writeNumberField("attempt", attempt);
            optional("retryInMs", inMillis);
        }
    }

    private void status(StatusEvent event) throws IOException {
        type("status");
        optional("server", event.server());
        optional("stream", event.stream());
        optional("sharedObject", event.sharedObject());
        json.writeFieldName("info");
        values(event.info().values()).writeProperties(event.info());
    }

    private void ack(Ack ack) throws IOException {
        type("ack");
        json.writeNumberField("stream", ack.stream());
        json.writeNumberField("bytes", ack.bytes());
        json.writeNumberField("timestamp", Integer.toUnsignedLong(ack.timestamp()));
        json.writeArrayFieldStart("servers");
        for (Ack.ServerAck server : ack.servers()) {
            json.writeStartObject();
            json.writeNumberField("server", server.server());
            json.writeNumberField("queueBytes", server.queueBytes());
            json.writeNumberField("queueMs", server.queueMs());
            json.writeNumberField("sentBytes", server.sentBytes());
            json.writeNumberField("frames", server.frames());
            json.writeNumberField("dropped", server.dropped());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void args(List<AmfValue> args) throws IOException {
        json.writeFieldName("args");
        values(args).writeItems(args);
    }

    /** Returns a writer for the values of one message, all of which are {@code values}. */
    private JsonValueWriter values(Collection<AmfValue> values) {
        return new JsonValueWriter(json, values);
    }

    private void numbers(String name, List<? extends Number> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (Number number : numbers) {
            json.writeNumber(number.longValue());
        }
        json.writeEndArray();
    }

    private void optional(String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    private void optional(String name, @Nullable Number number) throws IOException {
        if (number != null) {
            json.writeNumberField(name, number.longValue());
        }
    }

    private void optionalUnsigned(String name, @Nullable Integer number) throws IOException {
        if (number != null) {
            json.writeNumberField(name, Integer.toUnsignedLong(number));
        }
    }
}
