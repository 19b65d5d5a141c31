package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AmfHeapSizeTest {

    private static final int STRING = 64;

    /** Values with the estimate and their size in a 64-bit JVM with compressed references. */
    static Stream<Arguments> sizes() {
        return Stream.of(
                Arguments.of(AmfUndefined.UNDEFINED, 100, 0),
                Arguments.of(AmfNull.NULL, 100, 0),
                Arguments.of(new AmfBoolean(true), 100, 16),
                Arguments.of(new AmfInteger(7), 100, 16),
                Arguments.of(new AmfNumber(7), 100, 24),
                Arguments.of(new AmfDate(7), 100, 24),
                // the record, the String, and its array with one byte for each character
                Arguments.of(new AmfString("abcd"), 100 + STRING + 8, 16 + 24 + 24),
                Arguments.of(new AmfString("\u20ac".repeat(100)), 100 + STRING + 200, 40 + 216),
                Arguments.of(new AmfXml("<a/>"), 100 + STRING + 8, 16 + 24 + 24),
                Arguments.of(new AmfXmlDocument("<a/>"), 100 + STRING + 8, 16 + 24 + 24),
                Arguments.of(new AmfByteArray(new byte[1000]), 1100, 16 + 1016),
                // the record and its LinkedHashMap, which has no table yet
                Arguments.of(new AmfObject(), 100, 24 + 56),
                Arguments.of(new AmfEcmaArray(), 100, 16 + 56),
                // a table of 16, an entry, the name, the number
                Arguments.of(
                        AmfObject.of("a", new AmfNumber(1)),
                        100 + 100 + STRING + 2 + 100,
                        24 + 56 + 80 + 40 + 48 + 24),
                Arguments.of(
                        new AmfEcmaArray().with("a", new AmfNumber(1)),
                        100 + 100 + STRING + 2 + 100,
                        16 + 56 + 80 + 40 + 48 + 24),
                // the record, its ArrayList, an array of two
                Arguments.of(
                        AmfStrictArray.of(new AmfNumber(1), new AmfNumber(2)),
                        300,
                        16 + 24 + 24 + 2 * 24),
                Arguments.of(new AmfVector.OfInt(List.of(1, 2), true), 164, 24 + 24 + 2 * 16),
                Arguments.of(new AmfVector.OfUint(List.of(1L, 2L), true), 164, 24 + 24 + 2 * 24),
                Arguments.of(new AmfVector.OfDouble(List.of(1d, 2d), true), 164, 24 + 24 + 2 * 24),
                Arguments.of(
                        new AmfVector.OfObject("C", List.of(new AmfNumber(1)), true),
                        100 + STRING + 2 + 100,
                        24 + 48 + 24 + 24 + 24),
                Arguments.of(
                        new AmfDictionary(
                                List.of(
                                        new AmfDictionary.Entry(
                                                new AmfNumber(1), new AmfNumber(2))),
                                false),
                        100 + 100 + 200,
                        24 + 24 + 24 + 24 + 2 * 24),
                Arguments.of(
                        new AmfExternalizable("C", List.of(new AmfNumber(1))),
                        100 + STRING + 2 + 100,
                        24 + 48 + 24 + 24 + 24),
                Arguments.of(
                        new AmfObject(new AmfTraits("C", false, List.of("m"))),
                        100 + 100 + 2 * (STRING + 2),
                        24 + 56 + 24 + 48 + 24 + 48));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void estimatesAtLeastSizeInJvm(AmfValue value, long expected, long layout) {
        assertThat(AmfHeapSize.of(value)).isEqualTo(expected).isGreaterThanOrEqualTo(layout);
    }

    @Test
    void countsHundredBytesForEachEmptyObject() {
        AmfStrictArray array = new AmfStrictArray();
        for (int i = 0; i < 10_000; i++) {
            array.elements().add(new AmfObject());
        }
        assertThat(AmfHeapSize.of(array)).isEqualTo(100 * 10_001);
    }

    @Test
    void countsSharedContainersAndCyclesOnce() {
        AmfObject shared = AmfObject.of("text", new AmfString("x".repeat(1000)));
        AmfStrictArray array = new AmfStrictArray(Collections.nCopies(1000, shared));
        array.elements().add(array);
        shared.with("self", shared);
        assertThat(AmfHeapSize.of(array)).isLessThan(100 * 1000);
        assertThat(AmfHeapSize.of(List.of(shared, shared))).isEqualTo(AmfHeapSize.of(shared));
    }

    /** Arrays that hold the previous one twice, as a peer may send them: 2^60 paths. */
    @Test
    void takesLinearTimeWithoutRecursion() {
        AmfValue doubled = new AmfObject();
        for (int level = 0; level < 60; level++) {
            doubled = AmfStrictArray.of(doubled, doubled);
        }
        AmfValue deep = doubled;
        for (int level = 0; level < 200_000; level++) {
            deep = AmfStrictArray.of(deep);
        }
        assertThat(AmfHeapSize.of(deep)).isEqualTo(100L * (200_000 + 60 + 1));
    }
}
