package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Values with their JSON form. */
    static Stream<Arguments> forms() {
        AmfStrictArray shared = AmfStrictArray.of(AmfValue.of(1));
        AmfObject cyclic = new AmfObject();
        cyclic.with("self", cyclic);
        return Stream.of(
                Arguments.of(AmfNull.NULL, "null"),
                Arguments.of(AmfValue.of(true), "true"),
                Arguments.of(AmfValue.of(1.5), "1.5"),
                Arguments.of(AmfValue.of(-3), "-3"),
                Arguments.of(AmfValue.of(1e300), "1.0E300"),
                Arguments.of(
                        AmfValue.of("h\u00e9 \u20ac \ud83d\ude00"),
                        "'h\u00e9 \u20ac \ud83d\ude00'"),
                Arguments.of(AmfUndefined.UNDEFINED, "{'$amf':'undefined'}"),
                Arguments.of(new AmfNumber(Double.NaN), "{'$amf':'number','value':'NaN'}"),
                Arguments.of(
                        new AmfNumber(Double.NEGATIVE_INFINITY),
                        "{'$amf':'number','value':'-Infinity'}"),
                Arguments.of(new AmfNumber(-0.0), "{'$amf':'number','value':'-0'}"),
                Arguments.of(
                        new AmfDate(1700000000123.0, (short) -60),
                        "{'$amf':'date','ms':1700000000123,'timeZone':-60}"),
                Arguments.of(new AmfDate(Double.NaN), "{'$amf':'date','ms':'NaN','timeZone':0}"),
                Arguments.of(new AmfXml("<a/>"), "{'$amf':'xml','text':'<a/>'}"),
                Arguments.of(new AmfXmlDocument("<a/>"), "{'$amf':'xmlDocument','text':'<a/>'}"),
                Arguments.of(
                        new AmfByteArray((byte) 0, (byte) 1, (byte) 2),
                        "{'$amf':'byteArray','base64':'AAEC'}"),
                Arguments.of(AmfStrictArray.of(AmfValue.of(1), AmfValue.of("two")), "[1,'two']"),
                Arguments.of(
                        new AmfEcmaArray().with("0", AmfValue.of(1)).with("a", AmfNull.NULL),
                        "{'$amf':'ecmaArray','properties':{'0':1,'a':null}}"),
                Arguments.of(AmfObject.of("a", AmfValue.of(1)), "{'a':1}"),
                Arguments.of(
                        AmfObject.of("$amf", AmfValue.of("mine")),
                        "{'$amf':'object','properties':{'$amf':'mine'}}"),
                Arguments.of(
                        new AmfObject(new AmfTraits("User", false, List.of("id")))
                                .with("id", AmfValue.of(7)),
                        "{'$amf':'object','class':'User','dynamic':false,'sealed':['id'],"
                                + "'properties':{'id':7}}"),
                Arguments.of(
                        new AmfExternalizable(
                                "flex.messaging.io.ArrayCollection", List.of(AmfStrictArray.of())),
                        "{'$amf':'externalizable','class':'flex.messaging.io.ArrayCollection',"
                                + "'body':[[]]}"),
                Arguments.of(
                        new AmfVector.OfInt(List.of(1, -2), true),
                        "{'$amf':'vector','of':'int','fixed':true,'items':[1,-2]}"),
                Arguments.of(
                        new AmfVector.OfUint(List.of(4294967295L), false),
                        "{'$amf':'vector','of':'uint','fixed':false,'items':[4294967295]}"),
                Arguments.of(
                        new AmfVector.OfDouble(List.of(1.5, Double.POSITIVE_INFINITY), false),
                        "{'$amf':'vector','of':'number','fixed':false,'items':[1.5,'Infinity']}"),
                Arguments.of(
                        new AmfVector.OfObject("*", List.of(AmfValue.of("x")), false),
                        "{'$amf':'vector','of':'object','class':'*','fixed':false,'items':['x']}"),
                Arguments.of(
                        new AmfDictionary(
                                List.of(
                                        new AmfDictionary.Entry(
                                                AmfObject.of("k", AmfValue.of(1)), AmfNull.NULL)),
                                true),
                        "{'$amf':'dictionary','weak':true,'entries':[[{'k':1},null]]}"),
                Arguments.of(
                        AmfStrictArray.of(shared, shared),
                        "[{'$amf':'array','id':1,'items':[1]},{'$amf':'ref','id':1}]"),
                Arguments.of(
                        cyclic,
                        "{'$amf':'object','id':1,'properties':{'self':{'$amf':'ref','id':1}}}"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void writesJsonForm(AmfValue value, String json) throws Exception {
        assertThat(JSON.readTree(JsonText.of(value)))
                .isEqualTo(JSON.readTree(json.replace('\'', '"')));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void readsJsonForm(AmfValue value, String json) throws Exception {
        assertThat(new JsonValueReader().read(JSON.readTree(json.replace('\'', '"'))))
                .isEqualTo(value);
    }

    /** Returns an array of arrays, each of which refers to the previous one. */
    private static String chain(int length) {
        StringBuilder json = new StringBuilder("[{'$amf':'array','id':1,'items':[]}");
        for (int id = 2; id <= length; id++) {
            json.append(
                    ",{'$amf':'array','id':%d,'items':[{'$amf':'ref','id':%d}]}"
                            .formatted(id, id - 1));
        }
        return json.append(']').toString().replace('\'', '"');
    }

    @Test
    void rejectsValuesNestedTooDeepByReferences() throws Exception {
        assertThat(new JsonValueReader().read(JSON.readTree(chain(63)))).isNotNull();
        assertThatThrownBy(() -> new JsonValueReader().read(JSON.readTree(chain(64))))
                .isInstanceOf(JsonValueReader.BadValueException.class)
                .hasMessage("values nested 65 deep by references, limit 64");
    }

    /** Containers of all types whose JSON has the deepest nesting per level. */
    static Stream<Arguments> containers() {
        return Stream.<UnaryOperator<AmfValue>>of(
                        AmfStrictArray::of,
                        inside -> AmfObject.of("a", inside),
                        inside -> new AmfObject(AmfTraits.dynamic("A")).with("a", inside),
                        inside -> new AmfEcmaArray().with("a", inside),
                        inside -> new AmfVector.OfObject("*", List.of(inside), false),
                        inside -> new AmfExternalizable("A", List.of(inside)),
                        inside ->
                                new AmfDictionary(
                                        List.of(new AmfDictionary.Entry(AmfNull.NULL, inside)),
                                        false))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("containers")
    void writesDeepestNestingAndRejectsDeeperNesting(UnaryOperator<AmfValue> container) {
        AmfValue value = AmfNull.NULL;
        for (int i = 0; i < AmfLimits.DEEPEST; i++) {
            value = container.apply(value);
        }
        assertThat(JsonText.of(value)).contains("null");
        AmfValue deeper = container.apply(value);
        assertThatThrownBy(() -> JsonText.of(deeper))
                .isInstanceOf(AmfException.class)
                .hasMessage("containers nested 257 deep, limit 256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{'$amf':'ecmaArray','properties':{}}",
                "{'$amf':'dictionary','entries':[]}"
            })
    void rejectsMoreContainersThanLimit(String container) throws IOException {
        assertThat(new JsonValueReader().read(list(container, JsonValueReader.MAX_CONTAINERS - 1)))
                .isNotNull();
        assertThatThrownBy(
                        () ->
                                new JsonValueReader()
                                        .read(list(container, JsonValueReader.MAX_CONTAINERS)))
                .isInstanceOf(JsonValueReader.BadValueException.class)
                .hasMessage("more than 8192 objects and arrays in one message");
    }

    private static JsonNode list(String element, int count) throws IOException {
        String elements = String.join(",", Collections.nCopies(count, element));
        return JSON.readTree("[" + elements.replace('\'', '"') + "]");
    }

    /** Chain for which recursion would use a stack frame per link. */
    @Test
    void rejectsLongChainWithoutRecursion() {
        AmfValue chain = AmfNull.NULL;
        for (int i = 0; i < 100_000; i++) {
            chain = AmfStrictArray.of(chain);
        }
        AmfValue head = chain;
        assertThatThrownBy(() -> JsonText.of(head))
                .isInstanceOf(AmfException.class)
                .hasMessage("containers nested 257 deep, limit 256");
    }

    /** Shared values that a tree would repeat 2^60 times. */
    @Test
    void writesEachSharedValueOnce() {
        AmfValue doubled = AmfNull.NULL;
        for (int i = 0; i < 60; i++) {
            doubled = AmfStrictArray.of(doubled, doubled);
        }
        assertThat(JsonText.of(doubled)).hasSizeLessThan(60 * 80);
    }

    @Test
    void readsSharedValueAsOneInstance() throws Exception {
        String json = "[{'$amf':'array','id':3,'items':[]},{'$amf':'ref','id':3}]";
        AmfStrictArray array =
                (AmfStrictArray) new JsonValueReader().read(JSON.readTree(json.replace('\'', '"')));
        assertThat(array.elements().get(0)).isSameAs(array.elements().get(1));
    }

    @Test
    void writesEqualValuesSeparately() {
        AmfValue value = AmfStrictArray.of(AmfObject.of("a", new AmfString("b")));
        AmfValue equal = AmfStrictArray.of(AmfObject.of("a", new AmfString("b")));
        assertThat(JsonText.of(AmfStrictArray.of(value, equal)))
                .isEqualTo("[[{\"a\":\"b\"}],[{\"a\":\"b\"}]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$amf':'unheard-of'}",
                "{'$amf':5}",
                "{'$amf':'number','value':'many'}",
                "{'$amf':'date'}",
                "{'$amf':'xml','text':1}",
                "{'$amf':'byteArray','base64':'!'}",
                "{'$amf':'array','items':{}}",
                "{'$amf':'object','properties':[]}",
                "{'$amf':'vector','of':'int','items':[1.5]}",
                "{'$amf':'vector','of':'uint','items':[-1]}",
                "{'$amf':'vector','of':'bool','items':[]}",
                "{'$amf':'dictionary','entries':[[1]]}",
                "{'$amf':'ref','id':1}",
                "[{'$amf':'array','id':1,'items':[]},{'$amf':'array','id':1,'items':[]}]",
            })
    void rejectsInvalidForm(String json) {
        assertThatThrownBy(() -> new JsonValueReader().read(JSON.readTree(json.replace('\'', '"'))))
                .isInstanceOf(JsonValueReader.BadValueException.class)
                .hasMessageContaining("expected");
    }
}
