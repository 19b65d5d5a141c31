package io.multiconnection.relay;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.media.FrameRole;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayFrameTest {

    @Test
    void convertsEnhancedTagsToClassicOnes() {
        RelayFrame config = TestFrames.frame(40, new Video(hex("90" + "61766331" + "0142c01e")));
        assertThat(config.role()).isEqualTo(FrameRole.VIDEO_CONFIG);
        assertThat(body(config)).isEqualTo("17000000000142c01e");

        RelayFrame sound = TestFrames.frame(40, new Audio(hex("91" + "6d703461" + "2112")));
        assertThat(sound.role()).isEqualTo(FrameRole.AUDIO);
        assertThat(body(sound)).isEqualTo("af012112");
    }

    @Test
    void sharesFlvTagBytes() {
        RelayFrame keyframe = TestFrames.keyframe(0x01020304);
        String tag = ByteBufUtil.hexDump(keyframe.flv(0x01020304));
        assertThat(tag)
                .isEqualTo("09" + "000006" + "02030401" + "000000" + "1701000000aa" + "00000011");
        assertThat(ByteBufUtil.hexDump(keyframe.flv(5)))
                .isEqualTo("09" + "000006" + "00000500" + "000000" + "1701000000aa" + "00000011");
    }

    @Test
    void metadataTagHasTimestampZero() {
        RelayFrame metadata = TestFrames.data(700, "onMetaData");
        assertThat(metadata.role()).isEqualTo(FrameRole.METADATA);
        assertThat(ByteBufUtil.hexDump(metadata.flv(900)))
                .startsWith("12")
                .contains("00000000" + "000000" + "02000a6f6e4d65746144617461");
        assertThat(metadata.data().getFirst()).isEqualTo(new AmfString("onMetaData"));
    }

    @Test
    void dataIsATagAtItsTime() {
        RelayFrame data = TestFrames.data(700, "onTextData");
        assertThat(ByteBufUtil.hexDump(data.flv(700)))
                .contains("0002bc" + "00" + "000000" + "02000a");
        assertThat(ByteBufUtil.hexDump(data.flv(900)))
                .contains("000384" + "00" + "000000" + "02000a");
    }

    @Test
    void metadataAnnouncesTracks() {
        assertThat(tells("videocodecid", 7).announcesVideo()).isTrue();
        assertThat(tells("videocodecid", 7).announcesAudio()).isFalse();
        assertThat(tells("audiocodecid", 0).announcesAudio()).isFalse();
        assertThat(TestFrames.audioFrame(0).announcesAudio()).isTrue();
        assertThat(TestFrames.keyframe(0).announcesVideo()).isTrue();
    }

    /** Metadata wrapped as by Node-Media-Server. */
    private static RelayFrame tells(String name, int codec) {
        return TestFrames.frame(
                0,
                new Data(
                        List.of(
                                new AmfString("@setDataFrame"),
                                new AmfString("onMetaData"),
                                AmfObject.of(name, new AmfNumber(codec))),
                        AmfEncoding.AMF0));
    }

    @Test
    void returnsNoFrameForMessagesWithoutMedia() {
        assertThat(TestFrames.of(0, new Audio(hex("")))).isNull();
        assertThat(TestFrames.of(0, new Audio(hex("92" + "6d703461")))).isNull();
        assertThat(TestFrames.of(0, sampleAccess())).isNull();
    }

    private static Data sampleAccess() {
        return new Data(
                List.of(new AmfString("|RtmpSampleAccess"), new AmfBoolean(true)),
                AmfEncoding.AMF0);
    }

    private static String body(RelayFrame frame) {
        byte[] body = new byte[frame.bytes()];
        frame.copyBody(body, 0);
        return ByteBufUtil.hexDump(body);
    }
}
