package io.multiconnection.media;

import static io.multiconnection.Hex.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagClassifierTest {

    private final TagClassifier stream = new TagClassifier();

    @ParameterizedTest
    @CsvSource({
        "1700000000aa, VIDEO_CONFIG",
        "1701000000aa, KEYFRAME",
        "2701000000aa, VIDEO",
        "1702000000, VIDEO",
        "5700, VIDEO",
        "9468766331aa, VIDEO_METADATA",
        // the frame type of Metadata is ignored, a command's too
        "A468766331aa, VIDEO_METADATA",
        "D468766331aa, VIDEO_METADATA",
        "17, VIDEO",
    })
    void classifiesVideo(String body, FrameRole role) {
        assertThat(video(body).role()).isEqualTo(role);
    }

    @ParameterizedTest
    @CsvSource({
        "af00bb, AUDIO_CONFIG",
        "af01bb, AUDIO",
        "944f707573020201, AUDIO_CHANNELS",
        "95044f70757301020201, AUDIO_CHANNELS",
        "924f707573, AUDIO",
        "af, AUDIO",
    })
    void classifiesAudio(String body, FrameRole role) {
        assertThat(stream.audio(buffer(body)).role()).isEqualTo(role);
    }

    @Test
    void countsKeyframesOfDefaultTrackOnly() {
        video(Bodies.videoConfig(1, 0));
        video(Bodies.videoConfig(0, 0));
        assertThat(video(Bodies.keyframe(1, 0)).role()).isEqualTo(FrameRole.VIDEO);
        assertThat(video(Bodies.keyframe(0, 0)).role()).isEqualTo(FrameRole.KEYFRAME);
        // both tracks in one body
        assertThat(video("9613" + "68766331" + "01000001aa" + "00000001aa").role())
                .isEqualTo(FrameRole.KEYFRAME);
    }

    @Test
    void usesLowestTrackAsDefaultWithoutTrackZero() {
        video(Bodies.videoConfig(5, 0));
        video(Bodies.videoConfig(3, 0));
        assertThat(video(Bodies.keyframe(5, 0)).role()).isEqualTo(FrameRole.VIDEO);
        assertThat(video(Bodies.keyframe(3, 0)).role()).isEqualTo(FrameRole.KEYFRAME);
    }

    @Test
    void selectsDefaultTrackAgainAfterItsEnd() {
        video(Bodies.videoConfig(0, 0));
        video("92" + "68766331");
        assertThat(video(Bodies.keyframe(1, 0)).role()).isEqualTo(FrameRole.KEYFRAME);
        video(Bodies.videoConfig(0, 0));
        assertThat(video(Bodies.keyframe(1, 0)).role()).isEqualTo(FrameRole.VIDEO);
    }

    private FrameKind video(String body) {
        return stream.video(buffer(body));
    }

    private static ByteBuf buffer(String body) {
        return Unpooled.wrappedBuffer(bytes(body));
    }
}
