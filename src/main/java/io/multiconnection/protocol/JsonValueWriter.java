package io.multiconnection.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfDictionary;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfExternalizable;
import io.multiconnection.amf.AmfInteger;
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
import io.multiconnection.amf.NestingDepth;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writer of values in their JSON form (PROTOCOL.md, section 7). One writer serves one message,
 * whose values may share others. Ids are written only for values that are referred to.
 *
 * <p>Throws an {@link AmfException} if containers are nested more than {@link AmfLimits#DEEPEST}
 * deep.
 */
final class JsonValueWriter {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final IdentityHashMap<AmfValue, ObjectNode> written = new IdentityHashMap<>();
    private final RepeatedContainers shared = new RepeatedContainers();
    private final NestingDepth nesting = new NestingDepth();
    private int lastId;

    /** Returns the properties as a JSON object without a tag. */
    ObjectNode writeProperties(Map<String, AmfValue> properties) {
        properties.values().forEach(shared::count);
        return properties(properties);
    }

    JsonNode write(AmfValue value) {
        shared.count(value);
        return node(value);
    }

    /** Returns the values as a JSON array without a tag. */
    ArrayNode writeItems(List<AmfValue> values) {
        values.forEach(shared::count);
        return items(values);
    }

    private JsonNode node(AmfValue value) {
        ObjectNode before = written.get(value);
        if (before != null) {
            return tag("ref").put("id", before.path("id").intValue());
        }
        return switch (value) {
            case AmfUndefined _ -> tag("undefined");
            case AmfNull _ -> NODES.nullNode();
            case AmfBoolean(boolean flag) -> NODES.booleanNode(flag);
            case AmfInteger(int number) -> NODES.numberNode(number);
            case AmfNumber(double number) -> number(number);
            case AmfString(String text) -> NODES.textNode(text);
            case AmfDate(double ms, short timeZone) -> {
                ObjectNode node = tag("date");
                node.set("ms", bare(ms));
                yield node.put("timeZone", timeZone);
            }
            case AmfXml(String text) -> tag("xml").put("text", text);
            case AmfXmlDocument(String text) -> tag("xmlDocument").put("text", text);
            case AmfByteArray bytes -> tag("byteArray").put("base64", bytes.bytes());
            case AmfStrictArray array -> array(array);
            case AmfEcmaArray array -> {
                ObjectNode node = known(array, tag("ecmaArray"));
                yield node.set("properties", properties(array.properties()));
            }
            case AmfObject object -> object(object);
            case AmfExternalizable object -> {
                ObjectNode node = known(object, tag("externalizable"));
                yield node.put("class", object.className()).set("body", items(object.body()));
            }
            case AmfVector vector -> vector(vector);
            case AmfDictionary dictionary -> dictionary(dictionary);
        };
    }

    private JsonNode array(AmfStrictArray array) {
        if (!shared.isShared(array)) {
            return items(array.elements());
        }
        return known(array, tag("array")).set("items", items(array.elements()));
    }

    private JsonNode object(AmfObject object) {
        boolean plain = object.traits().equals(AmfTraits.ANONYMOUS);
        if (plain && !shared.isShared(object) && !object.properties().containsKey("$amf")) {
            return properties(object.properties());
        }
        ObjectNode node = known(object, tag("object"));
        AmfTraits traits = object.traits();
        if (!traits.className().isEmpty()) {
            node.put("class", traits.className());
        }
        if (!traits.dynamic()) {
            node.put("dynamic", false);
        }
        if (!traits.sealedMembers().isEmpty()) {
            ArrayNode names = node.putArray("sealed");
            traits.sealedMembers().forEach(names::add);
        }
        return node.set("properties", properties(object.properties()));
    }

    private JsonNode vector(AmfVector vector) {
        ObjectNode node = known(vector, tag("vector"));
        ArrayNode items = NODES.arrayNode();
        switch (vector) {
            case AmfVector.OfInt(List<Integer> elements, _) -> {
                node.put("of", "int");
                elements.forEach(items::add);
            }
            case AmfVector.OfUint(List<Long> elements, _) -> {
                node.put("of", "uint");
                elements.forEach(items::add);
            }
            case AmfVector.OfDouble(List<Double> elements, _) -> {
                node.put("of", "number");
                elements.forEach(element -> items.add(bare(element)));
            }
            case AmfVector.OfObject(String className, List<AmfValue> elements, _) -> {
                node.put("of", "object").put("class", className);
                items.addAll(items(elements));
            }
        }
        return node.put("fixed", vector.fixed()).set("items", items);
    }

    private JsonNode dictionary(AmfDictionary dictionary) {
        ObjectNode node = known(dictionary, tag("dictionary")).put("weak", dictionary.weakKeys());
        ArrayNode entries = node.putArray("entries");
        nesting.enter();
        for (AmfDictionary.Entry entry : dictionary.entries()) {
            entries.addArray().add(node(entry.key())).add(node(entry.value()));
        }
        nesting.leave();
        return node;
    }

    private ObjectNode properties(Map<String, AmfValue> properties) {
        ObjectNode node = NODES.objectNode();
        nesting.enter();
        properties.forEach((name, value) -> node.set(name, node(value)));
        nesting.leave();
        return node;
    }

    private ArrayNode items(List<AmfValue> elements) {
        ArrayNode items = NODES.arrayNode();
        nesting.enter();
        elements.forEach(element -> items.add(node(element)));
        nesting.leave();
        return items;
    }

    private static JsonNode number(double number) {
        JsonNode bare = bare(number);
        return bare.isNumber() ? bare : tag("number").set("value", bare);
    }

    /** Returns a number, or the string for one that JSON cannot represent. */
    private static JsonNode bare(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return NODES.textNode(Double.toString(number));
        }
        if (number == 0 && 1 / number < 0) {
            return NODES.textNode("-0");
        }
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
        return whole ? NODES.numberNode((long) number) : NODES.numberNode(number);
    }

    /** Gives a value an id, if it is referred to, before its contents are written. */
    private ObjectNode known(AmfValue value, ObjectNode node) {
        if (shared.isShared(value)) {
            node.put("id", ++lastId);
            written.put(value, node);
        }
        return node;
    }

    private static ObjectNode tag(String type) {
        return NODES.objectNode().put("$amf", type);
    }
}
