package io.multiconnection.amf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Parser of the JSON notation of values in the vectors; {@code vectors/amf0.txt} describes it. */
final class AmfNotation {

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Integer, AmfValue> named = new HashMap<>();

    private AmfNotation() {}

    /** Returns the values of one message. */
    static List<AmfValue> parse(String meaning) {
        JsonNode node;
        try {
            node = JSON.readTree(meaning);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(meaning, e);
        }
        AmfNotation notation = new AmfNotation();
        return node.isArray() ? notation.values(node) : List.of(notation.value(node));
    }

    private AmfValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> new AmfString(node.textValue());
            case NUMBER -> new AmfNumber(node.doubleValue());
            case BOOLEAN -> new AmfBoolean(node.booleanValue());
            case NULL -> AmfNull.NULL;
            case OBJECT -> tagged(node, node.fieldNames().next());
            default -> throw new IllegalArgumentException(node.toString());
        };
    }

    private AmfValue tagged(JsonNode node, String tag) {
        JsonNode content = node.get(tag);
        return switch (tag) {
            case "ref" -> named.get(content.intValue());
            case "undefined" -> AmfUndefined.UNDEFINED;
            case "number" -> new AmfNumber(Double.parseDouble(content.textValue()));
            case "integer" -> new AmfInteger(content.intValue());
            case "date" ->
                    name(
                            node,
                            new AmfDate(
                                    content.doubleValue(),
                                    (short) node.path("timeZone").intValue()));
            case "xmlDocument" -> name(node, new AmfXmlDocument(content.textValue()));
            case "xml" -> name(node, new AmfXml(content.textValue()));
            case "byteArray" ->
                    name(node, new AmfByteArray(HexFormat.of().parseHex(content.textValue())));
            case "object" -> {
                AmfObject object = name(node, new AmfObject(traits(node)));
                properties(content, object.properties());
                yield object;
            }
            case "ecmaArray" -> {
                AmfEcmaArray array = name(node, new AmfEcmaArray());
                properties(content, array.properties());
                yield array;
            }
            case "strictArray" -> {
                AmfStrictArray array = name(node, new AmfStrictArray());
                array.elements().addAll(values(content));
                yield array;
            }
            case "externalizable" -> {
                String className = node.get("class").textValue();
                AmfExternalizable object = name(node, new AmfExternalizable(className, List.of()));
                object.body().addAll(values(content));
                yield object;
            }
            case "dictionary" -> {
                boolean weakKeys = node.path("weakKeys").booleanValue();
                AmfDictionary dictionary = name(node, new AmfDictionary(List.of(), weakKeys));
                for (JsonNode entry : content) {
                    AmfValue key = value(entry.get(0));
                    dictionary.entries().add(new AmfDictionary.Entry(key, value(entry.get(1))));
                }
                yield dictionary;
            }
            default -> vector(node, tag, content);
        };
    }

    private AmfVector vector(JsonNode node, String tag, JsonNode content) {
        boolean fixed = node.path("fixed").booleanValue();
        List<JsonNode> elements = StreamSupport.stream(content.spliterator(), false).toList();
        return switch (tag) {
            case "vectorInt" ->
                    name(
                            node,
                            new AmfVector.OfInt(
                                    elements.stream().map(JsonNode::intValue).toList(), fixed));
            case "vectorUint" ->
                    name(
                            node,
                            new AmfVector.OfUint(
                                    elements.stream().map(JsonNode::longValue).toList(), fixed));
            case "vectorDouble" ->
                    name(
                            node,
                            new AmfVector.OfDouble(
                                    elements.stream().map(JsonNode::doubleValue).toList(), fixed));
            case "vectorObject" -> {
                String className = node.get("class").textValue();
                AmfVector.OfObject vector =
                        name(node, new AmfVector.OfObject(className, List.of(), fixed));
                vector.elements().addAll(values(content));
                yield vector;
            }
            default -> throw new IllegalArgumentException(node.toString());
        };
    }

    private static AmfTraits traits(JsonNode node) {
        List<String> sealedMembers = new ArrayList<>();
        node.path("sealed").forEach(name -> sealedMembers.add(name.textValue()));
        return new AmfTraits(
                node.path("class").asText(""), node.path("dynamic").asBoolean(true), sealedMembers);
    }

    private List<AmfValue> values(JsonNode array) {
        List<AmfValue> values = new ArrayList<>();
        array.forEach(element -> values.add(value(element)));
        return values;
    }

    private void properties(JsonNode object, Map<String, AmfValue> properties) {
        object.properties()
                .forEach(property -> properties.put(property.getKey(), value(property.getValue())));
    }

    private <T extends AmfValue> T name(JsonNode node, T value) {
        if (node.has("id")) {
            named.put(node.get("id").intValue(), value);
        }
        return value;
    }
}
