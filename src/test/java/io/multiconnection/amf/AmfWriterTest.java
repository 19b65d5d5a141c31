package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too large for a line of the vectors, and what cannot be written. */
class AmfWriterTest {

    private static final AmfTraits SEALED = new AmfTraits("com.example.C", false, List.of("a"));

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 8191, 8192, 65535, 65536, 1 << 20, 1 << 21})
    void stringsOfAnyLength(int length) {
        AmfValue text = AmfValue.of("x".repeat(length));
        for (Wire wire : Wire.values()) {
            assertThat(wire.read(wire.write(text))).containsExactly(text);
        }
    }

    @Test
    void aStringOf65535BytesIsTheLongestShortOne() {
        assertThat(Wire.AMF0.write(AmfValue.of("é".repeat(32767) + "x")))
                .startsWith(0x02, 0xFF, 0xFF)
                .hasSize(3 + 65535);
        assertThat(Wire.AMF0.write(AmfValue.of("é".repeat(32768))))
                .startsWith(0x0C, 0x00, 0x01, 0x00, 0x00)
                .hasSize(5 + 65536);
    }

    @ParameterizedTest
    @EnumSource
    void manyDistinctAndRepeatedValues(Wire wire) {
        List<AmfObject> objects =
                IntStream.range(0, 20_000)
                        .mapToObj(
                                i ->
                                        new AmfObject(AmfTraits.dynamic("class" + i))
                                                .with("name" + i, AmfValue.of("text" + i)))
                        .toList();
        AmfStrictArray twice = new AmfStrictArray();
        twice.elements().addAll(objects);
        twice.elements().addAll(objects);
        byte[] bytes = wire.write(twice);
        List<AmfValue> read = wire.read(bytes);
        assertThat(read.equals(List.of(twice))).isTrue();
        assertThat(wire.write(read)).isEqualTo(bytes);
    }

    @Test
    void amf0RefersToTheFirst65536ContainersOnly() {
        List<AmfStrictArray> arrays =
                IntStream.rangeClosed(0, 65536).mapToObj(_ -> new AmfStrictArray()).toList();
        AmfStrictArray message = new AmfStrictArray();
        message.elements().addAll(arrays);
        message.elements().add(arrays.get(65534));
        assertThat(Wire.AMF0.write(message)).endsWith(0x07, 0xFF, 0xFF);
        message.elements().add(arrays.get(65535));
        assertThatThrownBy(() -> Wire.AMF0.write(message))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to container 65536, expected up to 65535");
    }

    @Test
    void amf0RefusesANameOver65535Bytes() {
        String longest = "x".repeat(65535);
        AmfObject object = new AmfObject(AmfTraits.dynamic(longest)).with(longest, AmfNull.NULL);
        assertThat(Wire.AMF0.read(Wire.AMF0.write(object))).containsExactly(object);
        String words = "name of 65536 bytes, expected up to 65535";
        refuses(Wire.AMF0, AmfObject.of(longest + "x", AmfNull.NULL), words);
        refuses(Wire.AMF0, new AmfObject(AmfTraits.dynamic(longest + "x")), words);
    }

    @Test
    void amf3RefusesAnEmptyDynamicName() {
        String words = "property with an empty name";
        refuses(Wire.AMF3, AmfObject.of("", AmfNull.NULL), words);
        refuses(Wire.AMF3, new AmfEcmaArray(Map.of("", AmfNull.NULL)), words);
    }

    @Test
    void amf3RefusesAPropertyThatASealedClassDoesNotHave() {
        AmfObject object = new AmfObject(SEALED).with("a", AmfNull.NULL).with("b", AmfNull.NULL);
        refuses(Wire.AMF3, object, "1 properties that the class com.example.C does not have");
    }

    private static void refuses(Wire wire, AmfValue value, String words) {
        assertThatThrownBy(() -> wire.write(value))
                .isInstanceOf(AmfException.class)
                .hasMessageContaining(words);
    }
}
