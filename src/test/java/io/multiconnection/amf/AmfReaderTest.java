package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buffer handling of the readers. The vectors cover the values. */
class AmfReaderTest {

    private final ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer();

    @AfterEach
    void leavesNoBufferBehind() {
        assertThat(in.refCnt()).isEqualTo(1);
        assertThat(in.release()).isTrue();
    }

    @Test
    void readsValuesInSequence() {
        hex("05 02 0001 61 05");
        Amf0Reader reader = new Amf0Reader(in, AmfLimits.DEFAULT);
        assertThat(reader.read()).isEqualTo(AmfNull.NULL);
        assertThat(in.readerIndex()).isEqualTo(1);
        assertThat(reader.read()).isEqualTo(AmfValue.of("a"));
        assertThat(reader.isReadable()).isTrue();
        assertThat(reader.readAll()).containsExactly(AmfNull.NULL);
        assertThat(reader.isReadable()).isFalse();
        assertThat(reader.readAll()).isEmpty();
    }

    @Test
    void readsAmf3ValuesInSequence() {
        hex("01 06 03 61 06 00");
        Amf3Reader reader = new Amf3Reader(in, AmfLimits.DEFAULT);
        assertThat(reader.read()).isEqualTo(AmfNull.NULL);
        assertThat(reader.isReadable()).isTrue();
        assertThat(reader.readAll()).containsExactly(AmfValue.of("a"), AmfValue.of("a"));
        assertThat(reader.isReadable()).isFalse();
    }

    @Test
    void valuesOutliveBuffer() {
        hex("11 0C 05 0102 02 0001 61");
        List<AmfValue> values = new Amf0Reader(in, AmfLimits.DEFAULT).readAll();
        in.setZero(0, in.capacity());
        assertThat(values).containsExactly(new AmfByteArray((byte) 1, (byte) 2), AmfValue.of("a"));
    }

    @Test
    void errorCountsBytesFromStartOfReader() {
        hex("FFFFFF 05 12");
        Amf0Reader reader = new Amf0Reader(in.skipBytes(3), AmfLimits.DEFAULT);
        assertThatThrownBy(reader::readAll)
                .isInstanceOf(AmfException.class)
                .hasMessage("AMF0 marker 0x12, expected 0x00..0x11, before byte 2");
    }

    @Test
    void errorTruncatesLongClassName() {
        hex("0A 07 8F51"); // an inline externalizable class with a name of 1000 bytes
        in.writeCharSequence("a\nb" + "x".repeat(997), StandardCharsets.US_ASCII);
        Amf3Reader reader = new Amf3Reader(in, AmfLimits.DEFAULT);
        assertThatThrownBy(reader::read)
                .isInstanceOfSatisfying(
                        AmfException.class, e -> assertThat(e.ownText()).doesNotContain("xx"))
                .hasMessageContaining("externalizable class a?b" + "x".repeat(97) + ",");
    }

    private void hex(String bytes) {
        in.writeBytes(Hex.bytes(bytes));
    }
}
