package io.multiconnection.protocol;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.multiconnection.protocol.Request.AddServer;
import io.multiconnection.protocol.Request.Authenticate;
import io.multiconnection.protocol.Request.BufferTime;
import io.multiconnection.protocol.Request.Call;
import io.multiconnection.protocol.Request.ClearSharedObject;
import io.multiconnection.protocol.Request.CloseStream;
import io.multiconnection.protocol.Request.CreateStream;
import io.multiconnection.protocol.Request.Disconnect;
import io.multiconnection.protocol.Request.On;
import io.multiconnection.protocol.Request.Pause;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.PublishMode;
import io.multiconnection.protocol.Request.Receive;
import io.multiconnection.protocol.Request.Reconnect;
import io.multiconnection.protocol.Request.ReleaseSharedObject;
import io.multiconnection.protocol.Request.RemoveServer;
import io.multiconnection.protocol.Request.Resume;
import io.multiconnection.protocol.Request.Return;
import io.multiconnection.protocol.Request.Seek;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.Request.SendMessage;
import io.multiconnection.protocol.Request.SetSlots;
import io.multiconnection.protocol.Request.UseSharedObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reader of requests (PROTOCOL.md, section 4). Thread-safe. */
public final class RequestReader {

    private static final int CALL_TIMEOUT_MS = 10_000;
    private static final double LIVE = -1;
    private static final double LIVE_OR_RECORDED = -2;
    private static final double ALL = -1;
    private static final double MAX_BUFFER_SECONDS = 60;

    /** Most seconds of a time that RTMP sends in 32 bits of milliseconds. */
    private static final double MAX_SECONDS = 4_294_967;

    /** Readers by request type; sorted, as error texts list them. */
    private static final SortedMap<String, Function<JsonFields, Request>> READERS =
            new TreeMap<>(
                    Map.ofEntries(
                            entry("connect", ConnectReader::read),
                            entry("resume", RequestReader::resume),
                            entry("authenticate", RequestReader::authenticate),
                            entry("reconnect", RequestReader::reconnect),
                            entry("addServer", RequestReader::addServer),
                            entry("removeServer", RequestReader::removeServer),
                            entry("createStream", fields -> new CreateStream(fields.id())),
                            entry("publish", RequestReader::publish),
                            entry("play", RequestReader::play),
                            entry("pause", RequestReader::pause),
                            entry("seek", RequestReader::seek),
                            entry("receive", RequestReader::receive),
                            entry("bufferTime", RequestReader::bufferTime),
                            entry("send", RequestReader::send),
                            entry("call", RequestReader::call),
                            entry("return", RequestReader::answer),
                            entry("useSharedObject", RequestReader::useSharedObject),
                            entry("setSlots", RequestReader::setSlots),
                            entry("sendMessage", RequestReader::sendMessage),
                            entry(
                                    "clearSharedObject",
                                    fields -> new ClearSharedObject(fields.id(), name(fields))),
                            entry(
                                    "releaseSharedObject",
                                    fields -> new ReleaseSharedObject(fields.id(), name(fields))),
                            entry(
                                    "closeStream",
                                    fields -> new CloseStream(fields.id(), fields.stream())),
                            entry("disconnect", fields -> new Disconnect(fields.id()))));

    private final JsonMapper json;

    /**
     * Creates a reader.
     *
     * @param maxDepth nesting limit of objects and arrays, at least 1
     */
    public RequestReader(int maxDepth) {
        var constraints = StreamReadConstraints.builder().maxNestingDepth(maxDepth).build();
        json =
                JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
    }

    /** Returns the types of requests in JSON. */
    static Set<String> types() {
        return READERS.keySet();
    }

    /**
     * Reads one text message.
     *
     * @throws BadMessageException if it is not a JSON object with a type
     * @throws RequestException if the object is not a valid request
     */
    public Request read(String text) {
        JsonFields fields = new JsonFields(object(text));
        String type = fields.type();
        Function<JsonFields, Request> reader = READERS.get(type);
        if (reader == null) {
            throw fields.failure(
                    ErrorCode.UNKNOWN_TYPE,
                    "type "
                            + JsonExcerpt.of(type)
                            + ", expected one of "
                            + String.join(", ", READERS.keySet()));
        }
        return reader.apply(fields);
    }

    private ObjectNode object(String text) {
        JsonNode node;
        try {
            node = json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BadMessageException("not JSON: " + e.getOriginalMessage());
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new BadMessageException(
                "a message that is "
                        + JsonExcerpt.type(node)
                        + ", expected a JSON object with a type");
    }

    private static Resume resume(JsonFields fields) {
        return new Resume(
                fields.id(),
                new ResumeToken(fields.field("token").string()),
                fields.field("received").count());
    }

    private static Authenticate authenticate(JsonFields fields) {
        return new Authenticate(
                fields.id(), new BearerToken(fields.field("token").string(BearerToken.MAX_CHARS)));
    }

    private static Reconnect reconnect(JsonFields fields) {
        return new Reconnect(
                fields.id(),
                fields.field("server").integer(0, Integer.MAX_VALUE),
                fields.has("to") ? ConnectReader.server(fields.field("to")) : null,
                fields.namesByStream(),
                fields.timeout());
    }

    private static AddServer addServer(JsonFields fields) {
        return new AddServer(
                fields.id(),
                ConnectReader.server(fields.field("server")),
                fields.namesByStream(),
                fields.timeout());
    }

    private static RemoveServer removeServer(JsonFields fields) {
        return new RemoveServer(fields.id(), fields.field("server").integer(0, Integer.MAX_VALUE));
    }

    private static Publish publish(JsonFields fields) {
        return new Publish(
                fields.id(),
                fields.stream(),
                fields.field("name").string(),
                fields.namesByServer(),
                fields.has("mode") ? mode(fields.field("mode")) : PublishMode.LIVE,
                fields.timeout());
    }

    private static PublishMode mode(JsonFields.Field field) {
        for (PublishMode mode : PublishMode.values()) {
            if (mode.wireName().equals(field.node().textValue())) {
                return mode;
            }
        }
        throw field.expected("\"live\", \"record\" or \"append\"");
    }

    private static Play play(JsonFields fields) {
        return new Play(
                fields.id(),
                fields.stream(),
                fields.field("name").string(),
                fields.namesByServer(),
                fields.has("servers")
                        ? fields.list("servers", field -> field.integer(0, Integer.MAX_VALUE))
                        : List.of(),
                fields.has("start") ? start(fields.field("start")) : LIVE,
                fields.has("length") ? length(fields.field("length")) : ALL,
                fields.has("buffer") ? buffer(fields) : Duration.ZERO,
                fields.timeout());
    }

    private static double start(JsonFields.Field field) {
        double start = field.number(-2, MAX_SECONDS);
        if (start < 0 && start != LIVE && start != LIVE_OR_RECORDED) {
            throw field.expected("-2, -1 or seconds from 0");
        }
        return start;
    }

    private static double length(JsonFields.Field field) {
        double length = field.number(ALL, MAX_SECONDS);
        if (length < 0 && length != ALL) {
            throw field.expected("-1 or seconds from 0");
        }
        return length;
    }

    private static Duration buffer(JsonFields fields) {
        return millis(fields.field("buffer").number(0, MAX_BUFFER_SECONDS));
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static Pause pause(JsonFields fields) {
        return new Pause(fields.id(), fields.stream(), fields.field("paused").bool());
    }

    private static Seek seek(JsonFields fields) {
        return new Seek(
                fields.id(), fields.stream(), fields.field("position").number(0, MAX_SECONDS));
    }

    private static Receive receive(JsonFields fields) {
        return new Receive(
                fields.id(),
                fields.stream(),
                fields.has("audio") ? (Boolean) fields.flag("audio") : null,
                fields.has("video") ? (Boolean) fields.flag("video") : null);
    }

    private static BufferTime bufferTime(JsonFields fields) {
        return new BufferTime(fields.id(), fields.stream(), buffer(fields));
    }

    private static Send send(JsonFields fields) {
        return new Send(
                fields.id(),
                fields.stream(),
                fields.field("handler").string(),
                fields.values("args"));
    }

    private static Call call(JsonFields fields) {
        return new Call(
                fields.id(),
                fields.field("method").string(),
                fields.values("args"),
                fields.has("on") ? on(fields.field("on")) : new On.All(),
                !fields.has("reply") || fields.flag("reply"),
                fields.timeout(CALL_TIMEOUT_MS));
    }

    private static On on(JsonFields.Field field) {
        JsonNode node = field.node();
        if (node.isInt() && node.intValue() >= 0) {
            return new On.Server(node.intValue());
        }
        return switch (node.asText()) {
            case "all" -> new On.All();
            case "first" -> new On.First();
            default -> throw field.expected("\"all\", \"first\" or a server's number");
        };
    }

    private static Return answer(JsonFields fields) {
        boolean failed = fields.hasValue("error");
        if (failed && fields.hasValue("result")) {
            throw fields.field("error").expected("either a result or an error");
        }
        return new Return(
                fields.id(),
                fields.field("call").integer(1, Integer.MAX_VALUE),
                fields.value(failed ? "error" : "result"),
                failed);
    }

    private static UseSharedObject useSharedObject(JsonFields fields) {
        return new UseSharedObject(
                fields.id(),
                name(fields),
                fields.flag("persistent"),
                fields.flag("mirror"),
                fields.flag("copies"),
                fields.timeout());
    }

    private static SetSlots setSlots(JsonFields fields) {
        return new SetSlots(fields.id(), name(fields), fields.pathWrites("changes"));
    }

    private static SendMessage sendMessage(JsonFields fields) {
        return new SendMessage(
                fields.id(), name(fields), fields.field("handler").string(), fields.values("args"));
    }

    /** Returns the name of a shared object. */
    private static String name(JsonFields fields) {
        return fields.field("name").name();
    }
}
