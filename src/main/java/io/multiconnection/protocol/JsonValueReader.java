package io.multiconnection.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfDictionary;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfExternalizable;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.AmfVector;
import io.multiconnection.amf.AmfXml;
import io.multiconnection.amf.AmfXmlDocument;
import io.multiconnection.amf.GraphDepth;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Reader of values in their JSON form (PROTOCOL.md, section 7). One reader serves one message,
 * whose values may refer to one another. The JSON parser limits the nesting of values; this reader
 * limits the depth of the graph that references create.
 */
final class JsonValueReader {

    private static final int MAX_DEPTH = AmfLimits.DEFAULT.maxDepth();

    /**
     * Most containers in one message. Writing one costs as much as 30 numbers, for each server;
     * this bound keeps a message from blocking its event loop for more than tens of milliseconds.
     */
    static final int MAX_CONTAINERS = 8192;

    private final Map<Integer, AmfValue> known = new HashMap<>();
    private final GraphDepth depth = new GraphDepth();
    private int containers;

    /** JSON that is not the form of any value. */
    static final class BadValueException extends RuntimeException {

        private static final long serialVersionUID = 1;

        BadValueException(String message) {
            super(message, null, false, false);
        }
    }

    AmfValue read(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL -> AmfNull.NULL;
            case BOOLEAN -> new AmfBoolean(node.booleanValue());
            case NUMBER -> new AmfNumber(finite(node));
            case STRING -> new AmfString(node.textValue());
            case ARRAY -> array(new AmfStrictArray(), node);
            case OBJECT -> node.has("$amf") ? tagged(node) : object(new AmfObject(), node);
            case BINARY, MISSING, POJO -> throw expected("a value", node);
        };
    }

    private AmfValue tagged(JsonNode node) {
        return switch (text(node, "$amf")) {
            case "undefined" -> AmfUndefined.UNDEFINED;
            case "number" -> new AmfNumber(number(field(node, "value")));
            case "date" -> new AmfDate(number(field(node, "ms")), timeZone(node));
            case "xml" -> new AmfXml(text(node, "text"));
            case "xmlDocument" -> new AmfXmlDocument(text(node, "text"));
            case "byteArray" -> byteArray(node);
            case "array" -> array(known(node, new AmfStrictArray()), list(node, "items"));
            case "ecmaArray" -> ecmaArray(node);
            case "object" -> object(known(node, typed(node)), field(node, "properties"));
            case "externalizable" -> externalizable(node);
            case "vector" -> vector(node);
            case "dictionary" -> dictionary(node);
            case "ref" -> reference(node);
            default -> throw expected("$amf to name a type of section 7", node.path("$amf"));
        };
    }

    private AmfStrictArray array(AmfStrictArray array, JsonNode items) {
        addAll(array, array.elements(), items);
        return array;
    }

    private AmfObject object(AmfObject object, JsonNode properties) {
        putAll(object, object.properties(), properties);
        return object;
    }

    private AmfEcmaArray ecmaArray(JsonNode node) {
        AmfEcmaArray array = known(node, new AmfEcmaArray());
        putAll(array, array.properties(), field(node, "properties"));
        return array;
    }

    private void enter() {
        if (++containers > MAX_CONTAINERS) {
            throw new BadValueException(
                    "more than " + MAX_CONTAINERS + " objects and arrays in one message");
        }
        depth.enter();
    }

    private void addAll(AmfValue container, List<AmfValue> elements, JsonNode items) {
        enter();
        items.forEach(item -> elements.add(read(item)));
        depth.leave(container);
    }

    private void putAll(AmfValue container, Map<String, AmfValue> properties, JsonNode node) {
        if (!node.isObject()) {
            throw expected("properties to be an object", node);
        }
        enter();
        node.properties().forEach(entry -> properties.put(entry.getKey(), read(entry.getValue())));
        depth.leave(container);
    }

    private static AmfObject typed(JsonNode node) {
        return new AmfObject(
                new AmfTraits(
                        node.has("class") ? text(node, "class") : "",
                        flag(node, "dynamic", true),
                        node.has("sealed")
                                ? items(node, "sealed", JsonValueReader::name)
                                : List.of()));
    }

    private AmfExternalizable externalizable(JsonNode node) {
        AmfExternalizable value =
                known(node, new AmfExternalizable(text(node, "class"), List.of()));
        addAll(value, value.body(), list(node, "body"));
        try {
            value.check();
        } catch (AmfException e) {
            throw new BadValueException(String.valueOf(e.getMessage()));
        }
        return value;
    }

    private AmfVector vector(JsonNode node) {
        boolean fixed = flag(node, "fixed", false);
        return switch (text(node, "of")) {
            case "int" ->
                    known(
                            node,
                            new AmfVector.OfInt(
                                    items(node, "items", JsonValueReader::int32), fixed));
            case "uint" ->
                    known(
                            node,
                            new AmfVector.OfUint(
                                    items(node, "items", JsonValueReader::uint32), fixed));
            case "number" ->
                    known(
                            node,
                            new AmfVector.OfDouble(
                                    items(node, "items", JsonValueReader::element), fixed));
            case "object" -> {
                AmfVector.OfObject vector =
                        known(node, new AmfVector.OfObject(text(node, "class"), List.of(), fixed));
                addAll(vector, vector.elements(), list(node, "items"));
                yield vector;
            }
            default -> throw expected("of to be int, uint, number or object", node.path("of"));
        };
    }

    private static <T> List<T> items(JsonNode node, String name, Function<JsonNode, T> item) {
        return StreamSupport.stream(list(node, name).spliterator(), false).map(item).toList();
    }

    private static String name(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        throw expected("a name", node);
    }

    private static short timeZone(JsonNode node) {
        JsonNode minutes = node.path("timeZone");
        if (minutes.isMissingNode()) {
            return 0;
        }
        if (minutes.isIntegralNumber() && minutes.canConvertToInt()) {
            int value = minutes.intValue();
            if (value == (short) value) {
                return (short) value;
            }
        }
        throw expected("timeZone to be minutes, -32768 to 32767", minutes);
    }

    private static Integer int32(JsonNode node) {
        if (node.canConvertToInt() && node.isIntegralNumber()) {
            return node.intValue();
        }
        throw expected("an int", node);
    }

    private static Long uint32(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >>> 32 == 0) {
            return node.longValue();
        }
        throw expected("a uint", node);
    }

    /** Reads an element of a Vector of Number; numbers that JSON cannot represent are strings. */
    private static Double element(JsonNode node) {
        return number(node);
    }

    private AmfDictionary dictionary(JsonNode node) {
        AmfDictionary dictionary =
                known(node, new AmfDictionary(List.of(), flag(node, "weak", false)));
        enter();
        for (JsonNode entry : list(node, "entries")) {
            if (!entry.isArray() || entry.size() != 2) {
                throw expected("an entry to be [key, value]", entry);
            }
            AmfValue key = read(entry.path(0));
            dictionary.entries().add(new AmfDictionary.Entry(key, read(entry.path(1))));
        }
        depth.leave(dictionary);
        return dictionary;
    }

    private AmfByteArray byteArray(JsonNode node) {
        text(node, "base64");
        try {
            return known(node, new AmfByteArray(node.path("base64").binaryValue()));
        } catch (IOException _) {
            throw expected("base64", node.path("base64"));
        }
    }

    /** Records a value under its id before its contents, which may refer to it, are read. */
    private <T extends AmfValue> T known(JsonNode node, T value) {
        if (node.has("id") && known.put(id(node), value) != null) {
            throw expected("an id that is not in use", node.path("id"));
        }
        return value;
    }

    private AmfValue reference(JsonNode node) {
        AmfValue value = known.get(id(node));
        if (value == null) {
            throw expected("the id of a value before this one", node.path("id"));
        }
        int deepest = depth.refer(value);
        if (deepest > MAX_DEPTH) {
            throw new BadValueException(
                    "values nested %d deep by references, limit %d".formatted(deepest, MAX_DEPTH));
        }
        return value;
    }

    private static int id(JsonNode node) {
        JsonNode id = field(node, "id");
        if (id.isIntegralNumber() && id.canConvertToInt()) {
            return id.intValue();
        }
        throw expected("id to be a whole number below 2147483648", id);
    }

    private static boolean flag(JsonNode node, String name, boolean otherwise) {
        JsonNode flag = node.path(name);
        if (flag.isMissingNode() || flag.isBoolean()) {
            return flag.asBoolean(otherwise);
        }
        throw expected(name + " to be true or false", flag);
    }

    private static JsonNode field(JsonNode node, String name) {
        if (node.has(name)) {
            return node.path(name);
        }
        throw expected("a field " + name, node);
    }

    private static String text(JsonNode node, String name) {
        if (node.path(name).isTextual()) {
            return node.path(name).textValue();
        }
        throw expected(name + " to be a string", node);
    }

    private static JsonNode list(JsonNode node, String name) {
        if (node.path(name).isArray()) {
            return node.path(name);
        }
        throw expected(name + " to be an array", node);
    }

    /**
     * Returns a finite number. A JSON number may exceed any double; infinity is written as a
     * string.
     */
    private static double finite(JsonNode node) {
        double number = node.doubleValue();
        if (Double.isInfinite(number)) {
            throw expected("a number within ±1.7976931348623157e308", node);
        }
        return number;
    }

    private static double number(JsonNode node) {
        if (node.isNumber()) {
            return finite(node);
        }
        return switch (node.isTextual() ? node.textValue() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "-0" -> -0.0;
            default ->
                    throw expected(
                            "a number, \"NaN\", \"Infinity\", \"-Infinity\" or \"-0\"", node);
        };
    }

    private static BadValueException expected(String what, JsonNode came) {
        return new BadValueException(
                "came " + JsonExcerpt.of(came.toString()) + ", expected " + what);
    }
}
