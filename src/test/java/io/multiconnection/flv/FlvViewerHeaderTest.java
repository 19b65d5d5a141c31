package io.multiconnection.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Begin of the response: tracks that the FLV header announces, and the wait for them. */
class FlvViewerHeaderTest extends FlvViewerFixture {

    @Test
    void beginsResponseWithFirstMedia() {
        send(0, metadata());
        send(0, video("1700000000aa"));
        assertThat(transport.opened).isFalse();
        send(40, video("1701000000aa"));
        assertThat(transport.opened).isFalse();
        open();
        assertThat(socket.kinds()).isEqualTo("FLV1 18@0 9@40 9@40");
    }

    @ParameterizedTest
    @CsvSource({"true,true,FLV5", "true,false,FLV4", "false,true,FLV1"})
    void headerAnnouncesWantedTracksThatArrived(boolean audio, boolean video, String header) {
        viewer = viewer(audio, video);
        send(0, audio("af00bb"));
        send(0, video("1701000000aa"));
        send(0, audio("af01bb"));
        assertThat(transport.opened).isTrue();
        transport.listener().onOpen(socket);
        assertThat(socket.kinds()).startsWith(header);
    }

    /**
     * Headers for sequences of tags with their timestamps; {@code +} advances the clock by
     * milliseconds. The metadata announces audio and video.
     */
    @ParameterizedTest
    @CsvSource({
        "keyframe@0 sound@20, FLV5 9@0 8@20",
        "sound@0 keyframe@20, FLV5 8@0 9@20",
        "keyframe@0 +900 sound@900, FLV5 9@0 8@900",
        "sound@0 +900 keyframe@900, FLV5 8@0 9@900",
        "keyframe@0 +1000, FLV1 9@0",
        "keyframe@5000 keyframe@6000, FLV1 9@5000 9@6000",
        "sound@0 +1000, FLV4 8@0",
        "sound@0 sound@1000, FLV4 8@0 8@1000",
        "metadata@0 keyframe@0 +1000, FLV1 18@0 9@0",
        "metadata@0 video-config@0 sound@0, FLV4 18@0 9@0 8@0",
        "video-config@0 audio-config@0 keyframe@0 +1000, FLV1 9@0 8@0 9@0",
        "keyframe@0 +1000 sound@1200, FLV1 9@0 8@1200",
        "keyframe@0 audio-config@40 +1000, FLV1 9@0 8@40"
    })
    void headerAnnouncesTracksThatArrivedInTime(String words, String expected) {
        for (String word : words.split(" ", -1)) {
            if (word.startsWith("+")) {
                passMillis(Integer.parseInt(word.substring(1)));
            } else {
                int at = word.indexOf('@');
                send(Integer.parseInt(word.substring(at + 1)), named(word.substring(0, at)));
            }
        }
        assertThat(transport.opened).isTrue();
        transport.listener().onOpen(socket);
        assertThat(socket.kinds()).isEqualTo(expected);
    }

    @Test
    void doesNotWaitForUnwantedTrack() {
        viewer = viewer(false, true);
        send(0, videoFrame("17"));
        assertThat(transport.opened).isTrue();
        viewer = viewer(true, false);
        transport.opened = false;
        send(0, audio("af01aa"));
        assertThat(transport.opened).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true,false,the stream has no audio", "false,true,the stream has no video"})
    void refusesIfWantedTrackDoesNotArrive(boolean audio, boolean video, String text) {
        viewer = viewer(audio, video);
        send(0, audio ? videoFrame("17") : audio("af01aa"));
        passMillis(1000);
        assertThat(transport.opened).isFalse();
        assertThat(transport.refusal).isEqualTo(new FlvRefusal.NoMedia(text));
        send(1000, audio ? audio("af01aa") : videoFrame("17"));
        assertThat(transport.opened).isFalse();
    }

    @Test
    void sendsFirstTrackIfStreamEndsBeforeSecond() {
        send(0, videoFrame("17"));
        transport.socket = socket;
        viewer.onFailed(Map.of(0, new RtmpClientException(Kind.LOST, "gone")));
        assertThat(socket.kinds()).isEqualTo("FLV1 9@0");
        assertThat(transport.ended).isTrue();
        assertThat(transport.refusal).isNull();
    }

    @Test
    void headerAnnouncesAudioAlone() {
        send(0, audio("af00bb"));
        send(0, audio("af01aa"));
        open();
        assertThat(socket.kinds()).isEqualTo("FLV4 8@0 8@0");
    }
}
