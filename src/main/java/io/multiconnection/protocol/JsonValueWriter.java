package io.multiconnection.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
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
import java.io.IOException;
import java.util.Collection;
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

    private final JsonGenerator json;
    private final RepeatedContainers repeated;
    private final IdentityHashMap<AmfValue, Integer> ids = new IdentityHashMap<>(1);
    private final NestingDepth nesting = new NestingDepth();

    /**
     * Creates a writer for one message.
     *
     * @param values all values of the message
     */
    JsonValueWriter(JsonGenerator json, Collection<AmfValue> values) {
        this.json = json;
        this.repeated = new RepeatedContainers(values);
    }

    void write(AmfValue value) throws IOException {
        Integer id = ids.get(value);
        if (id != null) {
            startTagged("ref");
            json.writeNumberField("id", id);
            json.writeEndObject();
            return;
        }
        switch (value) {
            case AmfUndefined _ -> {
                startTagged("undefined");
                json.writeEndObject();
            }
            case AmfNull _ -> json.writeNull();
            case AmfBoolean(boolean flag) -> json.writeBoolean(flag);
            case AmfInteger(int number) -> json.writeNumber(number);
            case AmfNumber(double number) -> writeNumber(number);
            case AmfString(String text) -> json.writeString(text);
            case AmfDate(double ms, short timeZone) -> {
                startTagged("date");
                json.writeFieldName("ms");
                writeBare(ms);
                json.writeNumberField("timeZone", timeZone);
                json.writeEndObject();
            }
            case AmfXml(String text) -> writeDocument("xml", text);
            case AmfXmlDocument(String text) -> writeDocument("xmlDocument", text);
            case AmfByteArray bytes -> {
                startTagged("byteArray");
                json.writeBinaryField("base64", bytes.bytes());
                json.writeEndObject();
            }
            case AmfStrictArray array -> writeArray(array);
            case AmfEcmaArray array -> {
                startContainer("ecmaArray", array);
                json.writeFieldName("properties");
                writeProperties(array.properties());
                json.writeEndObject();
            }
            case AmfObject object -> writeObject(object);
            case AmfExternalizable object -> {
                startContainer("externalizable", object);
                json.writeStringField("class", object.className());
                json.writeFieldName("body");
                writeItems(object.body());
                json.writeEndObject();
            }
            case AmfVector vector -> writeVector(vector);
            case AmfDictionary dictionary -> writeDictionary(dictionary);
        }
    }

    private void writeDocument(String type, String text) throws IOException {
        startTagged(type);
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    private void writeArray(AmfStrictArray array) throws IOException {
        if (!repeated.contains(array)) {
            writeItems(array.elements());
            return;
        }
        startContainer("array", array);
        json.writeFieldName("items");
        writeItems(array.elements());
        json.writeEndObject();
    }

    private void writeObject(AmfObject object) throws IOException {
        AmfTraits traits = object.traits();
        boolean plain = traits.equals(AmfTraits.ANONYMOUS);
        if (plain && !repeated.contains(object) && !object.properties().containsKey("$amf")) {
            writeProperties(object.properties());
            return;
        }
        startContainer("object", object);
        if (!traits.className().isEmpty()) {
            json.writeStringField("class", traits.className());
        }
        if (!traits.dynamic()) {
            json.writeBooleanField("dynamic", false);
        }
        if (!traits.sealedMembers().isEmpty()) {
            json.writeArrayFieldStart("sealed");
            for (String name : traits.sealedMembers()) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
        json.writeFieldName("properties");
        writeProperties(object.properties());
        json.writeEndObject();
    }

    private void writeVector(AmfVector vector) throws IOException {
        startContainer("vector", vector);
        switch (vector) {
            case AmfVector.OfInt(List<Integer> elements, _) -> {
                startItems("int", vector);
                for (int element : elements) {
                    json.writeNumber(element);
                }
                json.writeEndArray();
            }
            case AmfVector.OfUint(List<Long> elements, _) -> {
                startItems("uint", vector);
                for (long element : elements) {
                    json.writeNumber(element);
                }
                json.writeEndArray();
            }
            case AmfVector.OfDouble(List<Double> elements, _) -> {
                startItems("number", vector);
                for (double element : elements) {
                    writeBare(element);
                }
                json.writeEndArray();
            }
            case AmfVector.OfObject(String className, List<AmfValue> elements, _) -> {
                json.writeStringField("of", "object");
                json.writeStringField("class", className);
                json.writeBooleanField("fixed", vector.fixed());
                json.writeFieldName("items");
                writeItems(elements);
            }
        }
        json.writeEndObject();
    }

    private void startItems(String type, AmfVector vector) throws IOException {
        json.writeStringField("of", type);
        json.writeBooleanField("fixed", vector.fixed());
        json.writeArrayFieldStart("items");
    }

    private void writeDictionary(AmfDictionary dictionary) throws IOException {
        startContainer("dictionary", dictionary);
        json.writeBooleanField("weak", dictionary.weakKeys());
        json.writeArrayFieldStart("entries");
        nesting.enter();
        for (AmfDictionary.Entry entry : dictionary.entries()) {
            json.writeStartArray();
            write(entry.key());
            write(entry.value());
            json.writeEndArray();
        }
        nesting.leave();
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes the properties as a JSON object without a tag. */
    void writeProperties(Map<String, AmfValue> properties) throws IOException {
        json.writeStartObject();
        nesting.enter();
        for (Map.Entry<String, AmfValue> property : properties.entrySet()) {
            json.writeFieldName(property.getKey());
            write(property.getValue());
        }
        nesting.leave();
        json.writeEndObject();
    }

    /** Writes the values as a JSON array without a tag. */
    void writeItems(List<AmfValue> values) throws IOException {
        json.writeStartArray();
        nesting.enter();
        for (AmfValue value : values) {
            write(value);
        }
        nesting.leave();
        json.writeEndArray();
    }

    private void writeNumber(double number) throws IOException {
        if (isJsonNumber(number)) {
            writeBare(number);
            return;
        }
        startTagged("number");
        json.writeFieldName("value");
        writeBare(number);
        json.writeEndObject();
    }

    /** Writes a number, or the string for one that JSON cannot represent. */
    private void writeBare(double number) throws IOException {
        if (!isJsonNumber(number)) {
            json.writeString(number == 0 ? "-0" : Double.toString(number));
        } else if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
        }
    }

    private static boolean isJsonNumber(double number) {
        boolean negativeZero = number == 0 && 1 / number < 0;
        return Double.isFinite(number) && !negativeZero;
    }

    /** Starts the object of a container, with an id if the container is referred to. */
    private void startContainer(String type, AmfValue container) throws IOException {
        startTagged(type);
        if (repeated.contains(container)) {
            int id = ids.size() + 1;
            ids.put(container, id);
            json.writeNumberField("id", id);
        }
    }

    private void startTagged(String type) throws IOException {
        json.writeStartObject();
        json.writeStringField("$amf", type);
    }
}
