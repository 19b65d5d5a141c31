package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmfValueTest {

    /** Returns values of which no two are equal. */
    private static List<AmfValue> different() {
        AmfValue nul = AmfNull.NULL;
        AmfTraits sealed = new AmfTraits("", true, List.of("a"));
        return List.of(
                AmfUndefined.UNDEFINED,
                nul,
                AmfValue.of(true),
                AmfValue.of(false),
                AmfValue.of(1),
                AmfValue.of(0.0),
                AmfValue.of(-0.0),
                AmfValue.of(Double.NaN),
                new AmfInteger(1),
                AmfValue.of("a"),
                AmfValue.of("b"),
                new AmfDate(0),
                new AmfDate(1),
                new AmfDate(0, (short) 60),
                new AmfXml("a"),
                new AmfXmlDocument("a"),
                new AmfByteArray(),
                new AmfByteArray((byte) 1),
                new AmfObject(),
                AmfObject.of("a", nul),
                AmfObject.of("b", nul),
                AmfObject.of("a", AmfValue.of(1)),
                AmfObject.of("a", nul, "b", nul),
                new AmfObject(AmfTraits.dynamic("C")).with("a", nul),
                new AmfObject(sealed).with("a", nul),
                new AmfEcmaArray(),
                new AmfEcmaArray(Map.of("a", nul)),
                new AmfEcmaArray(Map.of("b", nul)),
                new AmfStrictArray(),
                AmfStrictArray.of(nul),
                AmfStrictArray.of(nul, nul),
                AmfStrictArray.of(AmfUndefined.UNDEFINED),
                AmfStrictArray.of(AmfStrictArray.of(nul)),
                new AmfVector.OfInt(List.of(1), false),
                new AmfVector.OfInt(List.of(1), true),
                new AmfVector.OfUint(List.of(1L), false),
                new AmfVector.OfDouble(List.of(1.0), false),
                new AmfVector.OfObject("*", List.of(), false),
                new AmfVector.OfObject("C", List.of(), false),
                new AmfVector.OfObject("*", List.of(), true),
                new AmfVector.OfObject("*", List.of(nul), false),
                new AmfDictionary(List.of(), false),
                new AmfDictionary(List.of(), true),
                new AmfDictionary(List.of(new AmfDictionary.Entry(nul, nul)), false),
                new AmfDictionary(List.of(new AmfDictionary.Entry(nul, AmfValue.of(1))), false),
                new AmfExternalizable("C", List.of(nul)),
                new AmfExternalizable("D", List.of(nul)),
                new AmfExternalizable("C", List.of()));
    }

    @Test
    void valuesAreEqualOnlyByStructure() {
        List<AmfValue> left = different();
        List<AmfValue> right = different();
        for (int i = 0; i < left.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                assertThat(left.get(i).equals(right.get(j)))
                        .as("%s and %s", left.get(i), right.get(j))
                        .isEqualTo(i == j);
                assertThat(AmfStrictArray.of(left.get(i)).equals(AmfStrictArray.of(right.get(j))))
                        .as("%s and %s, inside an array", left.get(i), right.get(j))
                        .isEqualTo(i == j);
            }
            assertThat(left.get(i)).hasSameHashCodeAs(right.get(i)).isNotEqualTo("a");
        }
    }

    @Test
    void equalityIgnoresOrderOfProperties() {
        AmfObject ab = AmfObject.of("a", AmfValue.of(1), "b", AmfValue.of(2));
        AmfObject ba = AmfObject.of("b", AmfValue.of(2), "a", AmfValue.of(1));
        assertThat(ab).isEqualTo(ba).hasSameHashCodeAs(ba);
        assertThat(ab.properties().keySet()).containsExactly("a", "b");
        assertThat(ba.properties().keySet()).containsExactly("b", "a");
    }

    @Test
    void cyclesThatUnrollToSameValuesAreEqual() {
        AmfStrictArray one = new AmfStrictArray();
        one.elements().add(one);
        AmfStrictArray two = AmfStrictArray.of(new AmfStrictArray());
        ((AmfStrictArray) two.elements().getFirst()).elements().add(two);
        assertThat(one.equals(two)).isTrue();
        assertThat(two.equals(one)).isTrue();
        assertThat(one.equals(AmfStrictArray.of(AmfStrictArray.of(AmfNull.NULL)))).isFalse();
    }

    /** Arrays that hold the previous one twice (2^60 paths), and cycles of coprime lengths. */
    @Test
    void comparesInStepsLinearInContainers() {
        assertThat(doubling(60).equals(doubling(60))).isTrue();
        assertThat(doubling(60).equals(doubling(61))).isFalse();
        assertThat(ring(9_973).equals(ring(10_007))).isTrue();
    }

    @Test
    void limitsDepthAndLengthOfText() {
        AmfObject self = AmfObject.of("name", AmfValue.of("live"));
        self.with("self", self);
        assertThat(self.toString())
                .startsWith("AmfObject {name=AmfString[value=live], self=AmfObject {name=")
                .hasSizeLessThan(500);
        AmfStrictArray large =
                new AmfStrictArray(
                        IntStream.range(0, 1000)
                                .mapToObj(i -> AmfObject.of("x".repeat(5000), AmfValue.of(i)))
                                .collect(Collectors.toList()));
        assertThat(large.toString()).hasSizeLessThan(1100);
        different().forEach(value -> assertThat(value.toString()).isNotEmpty());
    }

    @Test
    void missingPropertyIsUndefined() {
        assertThat(AmfObject.of("a", AmfNull.NULL).property("a")).isEqualTo(AmfNull.NULL);
        assertThat(new AmfObject().property("a")).isEqualTo(AmfUndefined.UNDEFINED);
        assertThat(new AmfEcmaArray().property("0")).isEqualTo(AmfUndefined.UNDEFINED);
    }

    @Test
    void createsAnonymousObjectWithOrderedProperties() {
        AmfObject status =
                AmfObject.of(
                        "level", AmfValue.of("status"),
                        "code", AmfValue.of("NetStream.Publish.Start"),
                        "description", AmfValue.of("live"));
        assertThat(status.traits()).isEqualTo(AmfTraits.ANONYMOUS);
        assertThat(status.properties().keySet()).containsExactly("level", "code", "description");
    }

    @Test
    void containersCopyArgumentsAndStayMutable() {
        AmfObject object = new AmfObject(AmfTraits.ANONYMOUS, Map.of("a", AmfNull.NULL));
        object.properties().put("b", object);
        assertThat(object.property("b")).isSameAs(object);
        byte[] bytes = {1, 2};
        AmfByteArray array = new AmfByteArray(bytes);
        bytes[0] = 9;
        array.bytes()[1] = 9;
        assertThat(array).isEqualTo(new AmfByteArray((byte) 1, (byte) 2));
        assertThat(array.length()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4294967296L})
    void rejectsUintOutOfRange(long element) {
        assertThatThrownBy(() -> new AmfVector.OfUint(List.of(element), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("uint " + element + ", expected 0..4294967295");
    }

    private static AmfValue doubling(int levels) {
        AmfValue value = new AmfStrictArray();
        for (int i = 0; i < levels; i++) {
            value = AmfStrictArray.of(value, value);
        }
        return value;
    }

    private static AmfValue ring(int length) {
        AmfStrictArray first = new AmfStrictArray();
        AmfStrictArray last = first;
        for (int i = 1; i < length; i++) {
            AmfStrictArray next = new AmfStrictArray();
            last.elements().add(next);
            last = next;
        }
        last.elements().add(first);
        return first;
    }
}
