package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.multiconnection.FuzzInput;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzz input: a byte that selects the format, then a message. */
class AmfFuzzTest {

    static Stream<byte[]> vectors() {
        return AmfVectorsTest.all()
                .map(
                        vector ->
                                FuzzInput.of(
                                        vector.bytes(), vector.wire() == AmfFormat.AMF0 ? 0 : 1));
    }

    @MethodSource("vectors")
    @FuzzTest
    void readsWhatItWritesOfAnythingItReads(byte[] data) {
        FuzzInput input = new FuzzInput(data);
        AmfFormat wire = input.choice(2) == 0 ? AmfFormat.AMF0 : AmfFormat.AMF3;
        List<AmfValue> values;
        try {
            values = wire.read(input.rest());
        } catch (AmfException _) {
            return;
        }
        // The first write may change types: an AMF3 integer within AMF0 becomes a number. After
        // that, values and bytes stay equal.
        byte[] written = wire.write(values);
        List<AmfValue> first = wire.read(written);
        byte[] again = wire.write(first);
        assertThat(again).isEqualTo(written);
        List<AmfValue> second = wire.read(again);
        assertThat(second.equals(first)).as("equal").isTrue();
        assertThat(second.hashCode()).isEqualTo(first.hashCode());
    }
}
