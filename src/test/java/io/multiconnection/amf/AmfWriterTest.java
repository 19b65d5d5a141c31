package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are too large for the vectors, and values that cannot be written. */
class AmfWriterTest {

    /** Limits that allow more repeated references than a peer may send. */
    private static final AmfLimits REPEATING =
            new AmfLimits(AmfLimits.DEEPEST, 100_000, 1 << 20, Integer.MAX_VALUE);

    private static final AmfTraits SEALED = new AmfTraits("com.example.C", false, List.of("a"));

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 8191, 8192, 65535, 65536, 1 << 20, 1 << 21})
    void writesStringsOfAnyLength(int length) {
        AmfValue text = AmfValue.of("x".repeat(length));
        for (AmfFormat wire : AmfFormat.values()) {
            assertThat(wire.read(wire.write(text))).containsExactly(text);
        }
    }

    @Test
    void amf0WritesLongStringAbove65535Bytes() {
        assertThat(AmfFormat.AMF0.write(AmfValue.of("é".repeat(32767) + "x")))
                .startsWith(0x02, 0xFF, 0xFF)
                .hasSize(3 + 65535);
        assertThat(AmfFormat.AMF0.write(AmfValue.of("é".repeat(32768))))
                .startsWith(0x0C, 0x00, 0x01, 0x00, 0x00)
                .hasSize(5 + 65536);
    }

    @ParameterizedTest
    @EnumSource
    void writesManyDistinctAndRepeatedValues(AmfFormat wire) {
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
        if (wire == AmfFormat.AMF3) { // copies in AMF0 change which values are shared
            assertThat(wire.write(read)).isEqualTo(bytes);
        }
    }

    /**
     * Avoids references, which Red5 resolves wrongly and for which nginx-rtmp closes the
     * connection.
     */
    @Test
    void amf0CopiesSharedValue() {
        AmfObject shared = AmfObject.of("a", AmfNull.NULL);
        AmfStrictArray message = new AmfStrictArray(List.of(shared, shared));
        AmfStrictArray copied =
                new AmfStrictArray(
                        List.of(AmfObject.of("a", AmfNull.NULL), AmfObject.of("a", AmfNull.NULL)));
        assertThat(AmfFormat.AMF0.write(message)).isEqualTo(AmfFormat.AMF0.write(copied));
    }

    @Test
    void amf0WritesReferenceForCycleAndCopyForSharedValue() {
        AmfObject parent = new AmfObject();
        AmfObject name = AmfObject.of("n", AmfNull.NULL);
        parent.with("child", AmfObject.of("parent", parent, "name", name)).with("name", name);
        assertThat(AmfFormat.AMF0.write(parent))
                .isEqualTo(
                        Hex.bytes(
                                "03 0005 6368696C64 03 0006 706172656E74 07 0000"
                                        + " 0004 6E616D65 03 0001 6E 05 000009 000009"
                                        + " 0004 6E616D65 03 0001 6E 05 000009 000009"));
    }

    /** Arrays that hold the previous one twice ("billion laughs"). */
    @Test
    void amf0WritesReferencesBeyondLimitOfCopiedBytes() {
        AmfStrictArray doubled = new AmfStrictArray(List.of(AmfValue.of("lol")));
        AmfStrictArray message = new AmfStrictArray();
        for (int i = 0; i < 20; i++) {
            doubled = new AmfStrictArray(List.of(doubled, doubled));
            message.elements().add(doubled);
        }
        byte[] bytes = AmfFormat.AMF0.write(message);
        assertThat(bytes)
                .hasSizeBetween(
                        Amf0References.MAX_COPIED_BYTES, 2 * Amf0References.MAX_COPIED_BYTES);
        assertThat(AmfFormat.AMF0.read(bytes, REPEATING).equals(List.of(message))).isTrue();
    }

    @Test
    void amf0LimitsCopiesOfLongText() {
        AmfObject shared = AmfObject.of("text", AmfValue.of("x".repeat(40_000)));
        AmfStrictArray message = new AmfStrictArray(Collections.nCopies(1000, shared));
        byte[] bytes = AmfFormat.AMF0.write(message);
        assertThat(bytes).hasSizeBetween(3 * 40_000, 4 * 40_000);
        assertThat(AmfFormat.AMF0.read(bytes, REPEATING).equals(List.of(message))).isTrue();
    }

    /** List of arrays that would be nested 200 levels deep if all references were copied. */
    @Test
    void amf0LimitsDepthOfCopies() {
        AmfStrictArray link = new AmfStrictArray();
        AmfStrictArray message = new AmfStrictArray();
        for (int i = 0; i < 200; i++) {
            message.elements().add(link);
            link = new AmfStrictArray(List.of(link));
        }
        byte[] bytes = AmfFormat.AMF0.write(message);
        assertThat(nesting(Unpooled.wrappedBuffer(bytes))).isEqualTo(Amf0References.MAX_COPY_DEPTH);
        assertThat(AmfFormat.AMF0.read(bytes, REPEATING).equals(List.of(message))).isTrue();
    }

    /** Returns the nesting depth of strict arrays in the bytes, without following references. */
    private static int nesting(ByteBuf in) {
        if (in.readByte() == 0x07) {
            in.skipBytes(2);
            return 0;
        }
        int deepest = 0;
        for (int count = in.readInt(); count > 0; count--) {
            deepest = Math.max(deepest, nesting(in));
        }
        return deepest + 1;
    }

    @Test
    void amf0RefersOnlyToFirst65536Containers() {
        AmfStrictArray message = new AmfStrictArray();
        IntStream.range(0, 65534).forEach(_ -> message.elements().add(new AmfStrictArray()));
        message.elements().add(cycle());
        assertThat(AmfFormat.AMF0.write(message)).endsWith(0x07, 0xFF, 0xFF);
        message.elements().add(cycle());
        assertThatThrownBy(() -> AmfFormat.AMF0.write(message))
                .isInstanceOf(AmfException.class)
                .hasMessage("reference to container 65536, expected up to 65535");
    }

    private static AmfStrictArray cycle() {
        AmfStrictArray cycle = new AmfStrictArray();
        cycle.elements().add(cycle);
        return cycle;
    }

    @Test
    void amf0RejectsNameAbove65535Bytes() {
        String longest = "x".repeat(65535);
        AmfObject object = new AmfObject(AmfTraits.dynamic(longest)).with(longest, AmfNull.NULL);
        assertThat(AmfFormat.AMF0.read(AmfFormat.AMF0.write(object))).containsExactly(object);
        String words = "name of 65536 bytes, expected up to 65535";
        rejects(AmfFormat.AMF0, AmfObject.of(longest + "x", AmfNull.NULL), words);
        rejects(AmfFormat.AMF0, new AmfObject(AmfTraits.dynamic(longest + "x")), words);
    }

    @Test
    void amf3RejectsEmptyDynamicName() {
        String words = "property with an empty name";
        rejects(AmfFormat.AMF3, AmfObject.of("", AmfNull.NULL), words);
        rejects(AmfFormat.AMF3, new AmfEcmaArray(Map.of("", AmfNull.NULL)), words);
    }

    @Test
    void amf3RejectsPropertyMissingFromSealedClass() {
        AmfObject object = new AmfObject(SEALED).with("a", AmfNull.NULL).with("b", AmfNull.NULL);
        rejects(AmfFormat.AMF3, object, "1 properties that the class com.example.C does not have");
    }

    /** Matches Flash Player, while AMF0 has a copy: AMF3 readers need reference tables anyway. */
    @Test
    void amf3WritesReferenceForSharedValue() {
        AmfObject shared = AmfObject.of("a", AmfNull.NULL);
        assertThat(AmfFormat.AMF3.write(AmfStrictArray.of(shared, shared)))
                .isEqualTo(Hex.bytes("09 05 01 0A 0B 01 03 61 01 01 0A 02"));
        AmfByteArray bytes = new AmfByteArray((byte) 7);
        assertThat(AmfFormat.AMF0.write(AmfStrictArray.of(bytes, bytes)))
                .isEqualTo(Hex.bytes("0A 00000002 11 0C 03 07 11 0C 00"));
    }

    /** Rejects an unknown class and a body of the wrong size: no reader could continue. */
    @ParameterizedTest
    @EnumSource
    void rejectsUnreadableExternalizable(AmfFormat wire) {
        String known = "flex.messaging.io.ArrayCollection";
        for (int values : new int[] {0, 2}) {
            rejects(
                    wire,
                    new AmfExternalizable(known, Collections.nCopies(values, AmfNull.NULL)),
                    "body of " + values + " values, expected 1");
        }
        rejects(
                wire,
                new AmfExternalizable("com.a.B", List.of(AmfNull.NULL)),
                "externalizable class com.a.B, expected one of");
        for (String name : AmfExternalizable.CLASSES) {
            AmfValue value = new AmfExternalizable(name, List.of(AmfNull.NULL));
            assertThat(wire.read(wire.write(value))).containsExactly(value);
        }
    }

    private static void rejects(AmfFormat wire, AmfValue value, String words) {
        assertThatThrownBy(() -> wire.write(value))
                .isInstanceOf(AmfException.class)
                .hasMessageContaining(words);
    }
}
