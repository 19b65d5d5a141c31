package io.multiconnection.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Request.PathWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Fields of one request. Every error names the field, what came and what was expected. */
record JsonFields(ObjectNode object) {

    /** Largest integer that JavaScript represents exactly. */
    private static final long MAX_WHOLE = (1L << 53) - 1;

    private static final int MAX_PATH = 64;
    static final int MAX_NAME = 255;
    private static final int MIN_TIMEOUT_MILLIS = 100;
    private static final int MAX_TIMEOUT_MILLIS = 60_000;
    private static final int DEFAULT_TIMEOUT_MILLIS = 3000;

    /** Field with its path, such as {@code servers[1]}. */
    record Field(JsonFields owner, String path, JsonNode node) {

        String string() {
            if (node.isTextual()) {
                return node.textValue();
            }
            throw expected("a string");
        }

        /** Returns a string of 1 to {@code max} characters. */
        String string(int max) {
            int length = string().length();
            if (length == 0 || length > max) {
                throw owner.failure(
                        ErrorCode.BAD_REQUEST,
                        "%s has %d characters, expected 1..%d".formatted(path, length, max));
            }
            return string();
        }

        /** Returns the name of a room, user or shared object: a string of 1 to 255 characters. */
        String name() {
            return string(MAX_NAME);
        }

        int integer(int min, int max) {
            if (node.isInt() && node.intValue() >= min && node.intValue() <= max) {
                return node.intValue();
            }
            throw expected("a whole number " + min + ".." + max);
        }

        /** Returns a whole number from 0 to 2^53 - 1. */
        long count() {
            if (isCount()) {
                return node.longValue();
            }
            throw expected("a whole number 0.." + MAX_WHOLE);
        }

        boolean isCount() {
            return node.canConvertToLong()
                    && node.isIntegralNumber()
                    && node.longValue() >= 0
                    && node.longValue() <= MAX_WHOLE;
        }

        double number(double min, double max) {
            if (node.isNumber() && node.doubleValue() >= min && node.doubleValue() <= max) {
                return node.doubleValue();
            }
            throw expected("a number %s..%s".formatted(plain(min), plain(max)));
        }

        private static String plain(double number) {
            return Long.toString(Math.round(number));
        }

        boolean bool() {
            if (node.isBoolean()) {
                return node.booleanValue();
            }
            throw expected("true or false");
        }

        RequestException expected(String what) {
            String came =
                    node.isMissingNode() ? "is missing" : "is " + JsonExcerpt.of(node.toString());
            return owner.failure(ErrorCode.BAD_REQUEST, path + " " + came + ", expected " + what);
        }
    }

    String type() {
        if (object.path("type").isTextual()) {
            return object.path("type").textValue();
        }
        throw new BadMessageException("a message without a type");
    }

    long id() {
        return field("id").count();
    }

    /** Returns whether an optional field is present; null counts as missing. */
    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Returns whether a field with an AMF value is present; null is a value. */
    boolean hasValue(String name) {
        return object.has(name);
    }

    Field field(String name) {
        return new Field(this, name, object.path(name));
    }

    int stream() {
        return field("stream").integer(1, 255);
    }

    /** Returns the optional timeout of a request, 100 to 60000 ms; 3 s if it is missing. */
    Duration timeout() {
        return timeout(DEFAULT_TIMEOUT_MILLIS);
    }

    /** Returns the optional timeout of a request; {@code defaultMillis} if it is missing. */
    Duration timeout(int defaultMillis) {
        return Duration.ofMillis(
                has("timeout")
                        ? field("timeout").integer(MIN_TIMEOUT_MILLIS, MAX_TIMEOUT_MILLIS)
                        : defaultMillis);
    }

    <T> List<T> list(String name, Function<Field, T> item) {
        Field field = field(name);
        if (!field.node().isArray()) {
            throw field.expected("an array");
        }
        List<T> items = new ArrayList<>(field.node().size());
        for (JsonNode node : field.node()) {
            items.add(item.apply(new Field(this, name + "[" + items.size() + "]", node)));
        }
        return items;
    }

    /** Returns an optional value; undefined if it is missing. */
    AmfValue value(String name) {
        return hasValue(name) ? value(new JsonValueReader(), field(name)) : AmfUndefined.UNDEFINED;
    }

    /** Returns an optional array of values, which may refer to one another. */
    List<AmfValue> values(String name) {
        if (!has(name)) {
            return List.of();
        }
        JsonValueReader reader = new JsonValueReader();
        return list(name, field -> value(reader, field));
    }

    /** Returns an optional flag; false if it is missing. */
    boolean flag(String name) {
        return has(name) && field(name).bool();
    }

    /** Returns an array of writes, whose values may refer to one another. */
    List<PathWrite> pathWrites(String name) {
        JsonValueReader reader = new JsonValueReader();
        return list(name, field -> pathWrite(reader, field));
    }

    private PathWrite pathWrite(JsonValueReader reader, Field field) {
        List<String> path = new ArrayList<>();
        for (JsonNode key : field.node().path("path")) {
            path.add(key.isTextual() ? key.textValue() : "");
        }
        if (path.isEmpty() || path.size() > MAX_PATH || path.contains("")) {
            throw field.expected("a path of 1.." + MAX_PATH + " names");
        }
        AmfValue value =
                field.node().has("value")
                        ? value(
                                reader,
                                new Field(
                                        this, field.path() + ".value", field.node().path("value")))
                        : AmfUndefined.UNDEFINED;
        return new PathWrite(path, value);
    }

    /** Returns an optional object of values, which may refer to one another. */
    Map<String, AmfValue> valueMap(String name) {
        JsonValueReader reader = new JsonValueReader();
        return map(name, Function.identity(), field -> value(reader, field));
    }

    /**
     * Returns an optional object of stream names by server number, as in a request about a stream.
     */
    Map<Integer, String> namesByServer() {
        return map("names", key -> number(key, "a server's number"), Field::string);
    }

    /**
     * Returns an optional object of stream names by stream number, as in a request about a server.
     */
    Map<Integer, String> namesByStream() {
        return map("names", key -> number(key, "a stream's number"), Field::string);
    }

    private <K, V> Map<K, V> map(String name, Function<String, K> key, Function<Field, V> value) {
        Map<K, V> map = new LinkedHashMap<>();
        if (!has(name)) {
            return map;
        }
        if (!object.path(name).isObject()) {
            throw field(name).expected("an object");
        }
        for (Map.Entry<String, JsonNode> entry : object.path(name).properties()) {
            Field field = new Field(this, name + "." + entry.getKey(), entry.getValue());
            map.put(key.apply(entry.getKey()), value.apply(field));
        }
        return map;
    }

    /**
     * Parses a number in JavaScript's canonical notation, so that no two keys denote the same
     * number.
     */
    private Integer number(String key, String what) {
        try {
            int number = Integer.parseUnsignedInt(key);
            if (number >= 0 && Integer.toString(number).equals(key)) {
                return number;
            }
        } catch (NumberFormatException _) {
            // reported below
        }
        throw failure(ErrorCode.BAD_REQUEST, "key " + JsonExcerpt.of(key) + ", expected " + what);
    }

    private static AmfValue value(JsonValueReader reader, Field field) {
        try {
            return reader.read(field.node());
        } catch (JsonValueReader.BadValueException e) {
            throw field.owner()
                    .failure(ErrorCode.BAD_REQUEST, field.path() + ": " + e.getMessage());
        }
    }

    RequestException failure(ErrorCode code, String message) {
        Field id = field("id");
        return new RequestException(id.isCount() ? id.count() : null, code, message);
    }
}
