package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.protocol.MediaFrame.BadFrameException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaFrameTest {

    @Test
    void readsExampleOfProtocol() {
        ByteBuf bytes = hex("09 01 0000 000003E8 17 01 000000");
        MediaFrame frame = MediaFrame.read(bytes);
        assertThat(frame.kind()).isEqualTo(MediaFrame.Kind.VIDEO);
        assertThat(frame.stream()).isEqualTo(1);
        assertThat(frame.timestamp()).isEqualTo(1000);
        assertThat(frame.body()).isEqualTo(hex("17 01 000000"));
    }

    @Test
    void readsTimestampsAsUnsigned() {
        assertThat(MediaFrame.read(hex("08 FF 0000 FFFFFFFF AF")))
                .isEqualTo(new MediaFrame(MediaFrame.Kind.AUDIO, 255, -1, hex("AF")));
    }

    @Test
    void ignoresReservedBits() {
        assertThat(MediaFrame.read(hex("09 01 FFFF 000003E8 17")))
                .isEqualTo(MediaFrame.read(hex("09 01 0000 000003E8 17")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "09", "09 01 0000 000003E8"})
    void rejectsFrameWithoutBody(String bytes) {
        assertThatThrownBy(() -> MediaFrame.read(hex(bytes)))
                .isInstanceOf(BadFrameException.class)
                .hasMessageContaining("expected a header of 8");
    }

    @Test
    void rejectsTypeOtherThanAudioAndVideo() {
        assertThatThrownBy(() -> MediaFrame.read(hex("12 01 0000 00000000 02")))
                .isInstanceOf(BadFrameException.class)
                .hasMessage("media frame type 18, expected 8 (audio) or 9 (video)");
    }

    private static ByteBuf hex(String bytes) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(bytes.replace(" ", "")));
    }
}
