package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class U29Test {

    private final ByteBuf wire = Unpooled.buffer();

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, 8100",
        "16383, ff7f",
        "16384, 818000",
        "2097151, ffff7f",
        "2097152, 80c08000",
        "268435455, bfffffff",
        "268435456, c0808000",
        "536870911, ffffffff"
    })
    void readsAndWritesShortestForm(int value, String hex) {
        U29.write(wire, value);
        assertThat(ByteBufUtil.hexDump(wire)).isEqualTo(hex);
        assertThat(U29.read(new AmfInput(wire, AmfLimits.DEFAULT))).isEqualTo(value);
        assertThat(wire.isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1 << 29, Long.MAX_VALUE})
    void rejectsValueOutOfRange(long value) {
        assertThatThrownBy(() -> U29.write(wire, value))
                .isInstanceOf(AmfException.class)
                .hasMessage("U29 " + value + ", expected 0..536870911");
        assertThat(wire.isReadable()).isFalse();
    }

    @Test
    void convertsSignedIntegers() {
        for (int integer : new int[] {0, 1, -1, AmfInteger.MIN, AmfInteger.MAX}) {
            assertThat(U29.signed(U29.unsigned(integer))).isEqualTo(integer);
        }
        assertThat(U29.signed(1 << 28)).isEqualTo(AmfInteger.MIN);
    }
}
