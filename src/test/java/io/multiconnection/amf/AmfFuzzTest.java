package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.multiconnection.FuzzInput;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Input: the format, then a message. */
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
        // An integer of AMF3 within AMF0, for example, is written as a number: equal from then on.
        byte[] written = wire.write(values);
        List<AmfValue> first = wire.read(written);
        byte[] again = wire.write(first);
        assertThat(again).isEqualTo(written);
        List<AmfValue> second = wire.read(again);
        assertThat(second.equals(first)).as("equal").isTrue();
        assertThat(second.hashCode()).isEqualTo(first.hashCode());
    }
}
