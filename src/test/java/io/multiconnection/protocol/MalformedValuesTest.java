package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON of every type in place of every field of every tagged value. */
class MalformedValuesTest {

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .configure(
                            com.fasterxml.jackson.core.JsonParser.Feature.ALLOW_SINGLE_QUOTES,
                            true);

    /** Values of each JSON type, by name. Numbers have several, because their ranges differ. */
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("null", "null"),
                    Map.entry("boolean", "true"),
                    Map.entry("int", "5"),
                    Map.entry("negative", "-5"),
                    Map.entry("fraction", "1.5"),
                    Map.entry("huge", "18446744073709551616"),
                    Map.entry("string", "'AAEC'"),
                    Map.entry("array", "[]"),
                    Map.entry("array of numbers", "[1,2]"),
                    Map.entry("array of strings", "['a']"),
                    Map.entry("array of pairs", "[[1,2]]"),
                    Map.entry("array of objects", "[{'a':1,'b':2}]"),
                    Map.entry("object", "{}"),
                    Map.entry("object of two", "{'a':1,'b':2}"));

    private static final Set<String> NUMBERS = Set.of("int", "negative", "fraction", "huge");
    private static final Set<String> INTS = Set.of("int", "negative");
    private static final Set<String> STRING = Set.of("string");
    private static final Set<String> FLAG = Set.of("boolean");
    private static final Set<String> OBJECT = Set.of("object", "object of two");
    private static final Set<String> ARRAYS =
            Set.of(
                    "array",
                    "array of numbers",
                    "array of strings",
                    "array of pairs",
                    "array of objects");

    /** An externalizable object, whose body is one value. */
    private static final String ARRAY_LIST =
            "{'$amf':'externalizable','class':'flex.messaging.io.ArrayList','body':[[]]}";

    /** A valid value, one of its fields, and the JSON types that the field may have. */
    private record Field(String value, String name, Set<String> types) {}

    private static final List<Field> FIELDS =
            List.of(
                    new Field("{'$amf':'undefined'}", "$amf", Set.of()),
                    new Field("{'$amf':'number','value':1}", "value", NUMBERS),
                    new Field("{'$amf':'date','ms':1}", "ms", NUMBERS),
                    new Field("{'$amf':'date','ms':1,'timeZone':0}", "timeZone", INTS),
                    new Field("{'$amf':'xml','text':''}", "text", STRING),
                    new Field("{'$amf':'xmlDocument','text':''}", "text", STRING),
                    new Field("{'$amf':'byteArray','base64':''}", "base64", STRING),
                    new Field("{'$amf':'array','items':[]}", "items", ARRAYS),
                    new Field("{'$amf':'array','items':[],'id':1}", "id", INTS),
                    new Field("{'$amf':'ecmaArray','properties':{}}", "properties", OBJECT),
                    new Field("{'$amf':'object','properties':{}}", "properties", OBJECT),
                    new Field("{'$amf':'object','properties':{},'id':1}", "id", INTS),
                    new Field("{'$amf':'object','class':'C','properties':{}}", "class", STRING),
                    new Field("{'$amf':'object','dynamic':true,'properties':{}}", "dynamic", FLAG),
                    new Field(
                            "{'$amf':'object','sealed':[],'properties':{}}",
                            "sealed",
                            Set.of("array", "array of strings")),
                    new Field(ARRAY_LIST, "class", Set.of()), // no known class among the types
                    new Field(
                            ARRAY_LIST,
                            "body",
                            Set.of("array of strings", "array of pairs", "array of objects")),
                    new Field("{'$amf':'vector','of':'int','items':[]}", "of", Set.of()),
                    new Field(
                            "{'$amf':'vector','of':'int','items':[]}",
                            "items",
                            Set.of("array", "array of numbers")),
                    new Field(
                            "{'$amf':'vector','of':'uint','items':[]}",
                            "items",
                            Set.of("array", "array of numbers")),
                    new Field(
                            "{'$amf':'vector','of':'number','items':[]}",
                            "items",
                            Set.of("array", "array of numbers")),
                    new Field(
                            "{'$amf':'vector','of':'object','class':'C','items':[]}",
                            "items",
                            ARRAYS),
                    new Field(
                            "{'$amf':'vector','of':'object','class':'C','items':[]}",
                            "class",
                            STRING),
                    new Field(
                            "{'$amf':'vector','of':'int','fixed':false,'items':[]}", "fixed", FLAG),
                    new Field(
                            "{'$amf':'dictionary','entries':[]}",
                            "entries",
                            Set.of("array", "array of pairs")),
                    new Field("{'$amf':'dictionary','weak':false,'entries':[]}", "weak", FLAG),
                    new Field("{'$amf':'ref','id':1}", "id", Set.of()));

    static Stream<Arguments> values() {
        List<Arguments> all = new ArrayList<>();
        for (Field field : FIELDS) {
            TYPES.forEach(
                    (type, json) ->
                            all.add(
                                    Arguments.of(
                                            replaced(field.value(), field.name(), json),
                                            field.types().contains(type))));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void answersBadRequestToFieldOfWrongType(String value, boolean valid) {
        String request = "{\"id\":7,\"type\":\"call\",\"method\":\"m\",\"args\":[" + value + "]}";
        RequestReader reader = new RequestReader(64);
        if (valid) {
            assertThatCode(() -> reader.read(request)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> reader.read(request))
                    .isInstanceOfSatisfying(
                            RequestException.class,
                            e -> {
                                assertThat(e.answer().toString()).contains("BAD_REQUEST", "7");
                                assertThat(e).hasMessageContaining("expected");
                            });
        }
    }

    @Test
    void coversAllTags() throws IOException {
        List<String> tags = new ArrayList<>();
        for (Field field : FIELDS) {
            tags.add(JSON.readTree(field.value()).path("$amf").textValue());
        }
        assertThat(tags)
                .contains(
                        "undefined",
                        "number",
                        "date",
                        "xml",
                        "xmlDocument",
                        "byteArray",
                        "array",
                        "ecmaArray",
                        "object",
                        "externalizable",
                        "vector",
                        "dictionary",
                        "ref");
    }

    private static String replaced(String value, String name, String json) {
        try {
            ObjectNode node = (ObjectNode) JSON.readTree(value);
            return node.set(name, JSON.readTree(json)).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
