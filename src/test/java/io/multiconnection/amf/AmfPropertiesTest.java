package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Properties of random messages. A failure names the seed of its message. */
class AmfPropertiesTest {

    @ParameterizedTest
    @EnumSource
    void readsWrittenMessages(AmfFormat wire) {
        for (int seed = 0; seed < 2000; seed++) {
            List<AmfValue> message = RandomAmf.message(new SplittableRandom(seed), wire);
            byte[] bytes = wire.write(message);
            List<AmfValue> read = wire.read(bytes);
            assertThat(read.equals(message)).as("equal, seed %d", seed).isTrue();
            assertThat(read.hashCode()).as("seed %d", seed).isEqualTo(message.hashCode());
            // Equality ignores which values are the same instance; the bytes show it.
            assertThat(wire.write(read)).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rejectsValueTruncatedAtAnyByte(AmfFormat wire) {
        for (int seed = 0; seed < 300; seed++) {
            byte[] bytes =
                    wire.write(RandomAmf.message(new SplittableRandom(seed), wire).getFirst());
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> wire.readFirst(cut))
                        .as("seed %d, %d bytes", seed, length)
                        .isInstanceOf(AmfException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsOrRejectsRandomBytes(AmfFormat wire) {
        for (int seed = 0; seed < 50_000; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                // Small bytes are markers, counts and references, so the reader gets further.
                bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(0x14) : random.nextInt());
            }
            readOrReject(wire, bytes, seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsOrRejectsDamagedMessages(AmfFormat wire) {
        for (int seed = 0; seed < 15_000; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            byte[] bytes = wire.write(RandomAmf.message(random, wire));
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            readOrReject(wire, bytes, seed);
        }
    }

    /** Asserts that any values that are read can be written, and that the result is canonical. */
    private static void readOrReject(AmfFormat wire, byte[] bytes, int seed) {
        List<AmfValue> values;
        try {
            values = wire.read(bytes);
        } catch (AmfException _) {
            return;
        }
        byte[] canonical = wire.write(values);
        assertThat(wire.write(wire.read(canonical))).as("seed %d", seed).isEqualTo(canonical);
    }
}
