package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Hex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values at and beyond each limit, and protections that hold for any limits. */
class AmfLimitsTest {

    private static final int PLENTY = 1_000_000;

    @ParameterizedTest
    @EnumSource
    void maxDepth(AmfFormat wire) {
        byte[] three = wire.write(nested(3));
        assertThat(wire.read(three, new AmfLimits(3, PLENTY, PLENTY, PLENTY))).hasSize(1);
        rejects(wire, three, new AmfLimits(2, PLENTY, PLENTY, PLENTY), "nested 3 deep, limit 2");
    }

    @Test
    void maxDepthCountsBothFormatsTogether() {
        byte[] three =
                AmfFormat.AMF0.write(AmfStrictArray.of(new AmfDictionary(entry(nested(1)), false)));
        assertThat(AmfFormat.AMF0.read(three, new AmfLimits(3, PLENTY, PLENTY, PLENTY))).hasSize(1);
        rejects(AmfFormat.AMF0, three, new AmfLimits(2, PLENTY, PLENTY, PLENTY), "limit 2");
    }

    @ParameterizedTest
    @EnumSource
    void maxElements(AmfFormat wire) {
        byte[] four = wire.write(AmfStrictArray.of(AmfNull.NULL, AmfNull.NULL), AmfNull.NULL);
        assertThat(wire.read(four, new AmfLimits(1, 4, PLENTY, PLENTY))).hasSize(2);
        rejects(wire, four, new AmfLimits(1, 3, PLENTY, PLENTY), "1 more elements, limit 3");
        rejects(wire, four, new AmfLimits(1, 2, PLENTY, PLENTY), "2 more elements, limit 2");
    }

    @Test
    void maxElementsCountsElementsOfVectors() {
        byte[] three =
                AmfFormat.AMF3.write(new AmfVector.OfInt(List.of(1, 2), false), AmfNull.NULL);
        assertThat(AmfFormat.AMF3.read(three, new AmfLimits(1, 4, PLENTY, PLENTY))).hasSize(2);
        rejects(AmfFormat.AMF3, three, new AmfLimits(1, 3, PLENTY, PLENTY), "limit 3");
    }

    @ParameterizedTest
    @EnumSource
    void maxBytes(AmfFormat wire) {
        AmfLimits five = new AmfLimits(1, PLENTY, 5, PLENTY);
        for (AmfValue value :
                List.of(
                        new AmfXmlDocument("12345"),
                        new AmfXml("12345"),
                        new AmfString("12345"),
                        new AmfByteArray(new byte[5]),
                        AmfObject.of("12345", AmfNull.NULL))) {
            byte[] bytes = wire.write(value);
            assertThat(wire.read(bytes, five)).containsExactly(value);
            rejects(
                    wire,
                    bytes,
                    new AmfLimits(1, PLENTY, 4, PLENTY),
                    "5 bytes in one value, limit 4");
        }
    }

    @ParameterizedTest
    @EnumSource
    void maxTotalBytes(AmfFormat wire) {
        byte[] bytes = wire.write(AmfValue.of("one"), AmfObject.of("two", AmfValue.of(2)));
        assertThat(wire.read(bytes, new AmfLimits(1, PLENTY, PLENTY, bytes.length))).hasSize(2);
        rejects(
                wire,
                bytes,
                new AmfLimits(1, PLENTY, PLENTY, bytes.length - 1),
                "bytes in all, limit");
    }

    /**
     * Prevents amplification: a megabyte of text, referenced again every two bytes, would take
     * terabytes when it is written.
     */
    @ParameterizedTest
    @CsvSource({
        "string, 06 09 6C697665 06 00",
        "name, 0A 0B 01 09 6C697665 01 01 0A 01 00 01 01",
        "traits, 0A 13 05 6C69 05 7665 01 0A 01 01",
        "xmlDocument, 07 09 6C697665 07 00",
        "xml, 0B 09 6C697665 0B 00",
        "vectorInt, 0D 03 00 00000007 0D 00",
        "vectorUint, 0E 03 00 00000007 0E 00",
        "byteArray, 0C 09 6C697665 0C 00"
    })
    void maxTotalBytesCountsReferencedValues(String ignoredName, String hex) {
        byte[] bytes = Hex.bytes(hex);
        AmfLimits enough = new AmfLimits(1, PLENTY, PLENTY, bytes.length + 4);
        assertThat(AmfFormat.AMF3.read(bytes, enough)).hasSize(2);
        rejects(
                AmfFormat.AMF3,
                bytes,
                new AmfLimits(1, PLENTY, PLENTY, bytes.length + 3),
                "bytes in all, limit");
    }

    @ParameterizedTest
    @CsvSource({
        "AMF0, 0A 80000000 0505050505",
        "AMF0, 0A 7FFFFFFF 0505050505",
        "AMF0, 0C FFFFFFFF 6162636465",
        "AMF0, 0F 7FFFFFFF 6162636465",
        "AMF3, 06 FFFFFFFF 6162636465",
        "AMF3, 09 FFFFFFFF 0101010101",
        "AMF3, 0A FFFFFFF3 0101010101",
        "AMF3, 0C FFFFFFFF 0101010101",
        "AMF3, 0D FFFFFFFF 0101010101",
        "AMF3, 0E FFFFFFFF 0101010101",
        "AMF3, 0F FFFFFFFF 0101010101",
        "AMF3, 10 FFFFFFFF 0101010101",
        "AMF3, 11 FFFFFFFF 0101010101"
    })
    void rejectsCountBeyondInputForAnyLimits(AmfFormat wire, String hex) {
        byte[] bytes = Hex.bytes(hex);
        AmfLimits none =
                new AmfLimits(
                        AmfLimits.DEEPEST, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
        for (AmfLimits limits : List.of(none, AmfLimits.DEFAULT)) {
            assertThatThrownBy(() -> wire.read(bytes, limits))
                    .as("malformed input, not an exceeded limit")
                    .isExactlyInstanceOf(AmfException.class)
                    .hasMessageStartingWith("truncated: ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAndWritesDeepestNestingOnSmallStack(AmfFormat wire) throws InterruptedException {
        AmfLimits deepest = new AmfLimits(AmfLimits.DEEPEST, PLENTY, PLENTY, PLENTY);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            AmfValue value = nested(AmfLimits.DEEPEST);
                            assertThat(wire.read(wire.write(value), deepest))
                                    .containsExactly(value);
                        },
                        "small stack",
                        512 * 1024);
        thread.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void rejectsWritingOfDeeperNesting(AmfFormat wire) {
        assertThatThrownBy(() -> wire.write(nested(AmfLimits.DEEPEST + 1)))
                .isInstanceOf(AmfException.class)
                .hasMessageContaining("nested 257 deep, limit 256");
    }

    @Test
    void countsDepthOfBothFormatsWhenWriting() {
        AmfDictionary inAmf3 = new AmfDictionary(entry(nested(AmfLimits.DEEPEST - 1)), false);
        assertThat(AmfFormat.AMF0.write(inAmf3)).isNotEmpty();
        assertThatThrownBy(() -> AmfFormat.AMF0.write(AmfStrictArray.of(inAmf3)))
                .isInstanceOf(AmfException.class)
                .hasMessageContaining("nested 257 deep, limit 256");
    }

    /** Prevents chains of any length that references build in a message of little nesting. */
    @ParameterizedTest
    @EnumSource
    void maxDepthCountsReferencedValues(AmfFormat wire) {
        byte[] five = wire.write(chain(4));
        assertThat(wire.read(five, new AmfLimits(5, PLENTY, PLENTY, PLENTY))).hasSize(1);
        rejects(wire, five, new AmfLimits(4, PLENTY, PLENTY, PLENTY), "nested 5 deep, limit 4");
        rejects(wire, wire.write(chain(30_000)), AmfLimits.DEFAULT, "nested 65 deep, limit 64");
    }

    @ParameterizedTest
    @EnumSource
    void maxDepthCountsReferencesBetweenValuesOfMessage(AmfFormat wire) {
        AmfStrictArray chain = chain(3);
        AmfValue link = chain.elements().getLast();
        byte[] bytes = wire.write(chain, AmfStrictArray.of(AmfStrictArray.of(link)));
        assertThat(wire.read(bytes, new AmfLimits(5, PLENTY, PLENTY, PLENTY))).hasSize(2);
        rejects(wire, bytes, new AmfLimits(4, PLENTY, PLENTY, PLENTY), "nested 5 deep, limit 4");
    }

    /** Tree whose children refer to their parent. */
    @ParameterizedTest
    @EnumSource
    void maxDepthStopsAtCycle(AmfFormat wire) {
        AmfObject parent = new AmfObject();
        for (int i = 0; i < 100; i++) {
            parent.with("child" + i, AmfObject.of("parent", parent));
        }
        byte[] bytes = wire.write(parent);
        assertThat(wire.read(bytes, new AmfLimits(2, PLENTY, PLENTY, PLENTY))).hasSize(1);
        rejects(wire, bytes, new AmfLimits(1, PLENTY, PLENTY, PLENTY), "nested 2 deep, limit 1");
    }

    /** Levels that each refer to the previous one twice, so that the expanded tree doubles. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0A 00000028 0A 00000000 %s",
                "11 09 51 01 09 01 01 %s",
            })
    void maxTotalBytesCountsReferencedContainers(String form) {
        boolean amf0 = form.startsWith("0A");
        StringBuilder levels = new StringBuilder();
        for (int i = 1; i < 40; i++) {
            levels.append(
                    amf0
                            ? "0A 00000002 07 %04X 07 %04X".formatted(i, i)
                            : "09 05 01 09 %02X 09 %02X".formatted(2 * i, 2 * i));
        }
        rejects(
                AmfFormat.AMF0,
                Hex.bytes(form.formatted(levels)),
                AmfLimits.DEFAULT,
                "bytes in all, limit");
    }

    @ParameterizedTest
    @EnumSource
    void comparesCopiesAndPrintsChainWithoutRecursion(AmfFormat wire) {
        AmfValue head = chain(30_000).elements().getLast();
        AmfValue other = chain(30_000).elements().getLast();
        assertThat(head.equals(other)).isTrue();
        assertThat(head.hashCode()).isEqualTo(other.hashCode());
        assertThat(head.toString()).hasSizeLessThan(1100);
        AmfCopy copy = new AmfCopy(UnaryOperator.identity(), UnaryOperator.identity());
        assertThat(copy.of(head).equals(head)).isTrue();
        assertThatThrownBy(() -> wire.write(head))
                .isInstanceOf(AmfException.class)
                .hasMessageContaining("nested 257 deep, limit 256");
    }

    /**
     * Chain of cycles, which may be of any length because references to open containers are not
     * counted. Each inner array refers back to its outer one, and each outer array to the inner one
     * of the previous pair.
     */
    @ParameterizedTest
    @EnumSource
    void copiesAndPrintsChainOfCyclesWithoutRecursion(AmfFormat wire) {
        AmfStrictArray pairs = new AmfStrictArray();
        AmfValue before = AmfNull.NULL;
        for (int i = 0; i < 10_000; i++) {
            AmfStrictArray outer = new AmfStrictArray();
            AmfStrictArray inner = AmfStrictArray.of(outer);
            outer.elements().addAll(List.of(inner, before));
            pairs.elements().add(outer);
            before = inner;
        }
        byte[] bytes = AmfFormat.AMF3.write(pairs);
        AmfStrictArray read = (AmfStrictArray) AmfFormat.AMF3.read(bytes).getFirst();
        AmfValue head = read.elements().getLast();
        AmfCopy copy = new AmfCopy(UnaryOperator.identity(), UnaryOperator.identity());
        assertThat(copy.of(head).equals(head)).isTrue();
        assertThat(head.toString()).hasSizeLessThan(1100);
        assertThatThrownBy(() -> wire.write(head))
                .isInstanceOf(AmfException.class)
                .hasMessageContaining("nested 257 deep, limit 256");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, maxDepth 0",
        "257, 1, 1, 1, maxDepth 257",
        "1, 0, 1, 1, maxElements 0",
        "1, 1, 0, 1, maxBytes 0",
        "1, 1, 1, 0, maxTotalBytes 0"
    })
    void rejectsLimitsOutOfRange(
            int maxDepth, int maxElements, int maxBytes, int maxTotalBytes, String words) {
        assertThatThrownBy(() -> new AmfLimits(maxDepth, maxElements, maxBytes, maxTotalBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    private static void rejects(AmfFormat wire, byte[] bytes, AmfLimits limits, String words) {
        assertThatThrownBy(() -> wire.read(bytes, limits))
                .isInstanceOf(AmfLimitException.class)
                .hasMessageContaining(words);
    }

    private static AmfValue nested(int depth) {
        AmfObject outermost = new AmfObject();
        AmfObject object = outermost;
        for (int i = 1; i < depth; i++) {
            AmfObject inner = new AmfObject();
            object.with("a", inner);
            object = inner;
        }
        return outermost;
    }

    /** Returns a list of arrays, each of which holds the previous one. */
    private static AmfStrictArray chain(int length) {
        AmfStrictArray links = new AmfStrictArray();
        AmfValue link = new AmfStrictArray();
        for (int i = 0; i < length; i++) {
            links.elements().add(link);
            link = AmfStrictArray.of(link);
        }
        return links;
    }

    private static List<AmfDictionary.Entry> entry(AmfValue value) {
        return List.of(new AmfDictionary.Entry(AmfNull.NULL, value));
    }
}
