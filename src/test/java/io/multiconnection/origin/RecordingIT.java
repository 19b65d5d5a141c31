package io.multiconnection.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.FlvTag;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.Program;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.Video;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Interoperability of recordings with FFmpeg. */
@Timeout(180)
class RecordingIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LONGER_THAN_THE_CLIP = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void ffmpegReadsAndPlaysRecording() {
        MediaFile clip = MediaFile.probe(Ffmpeg.clip());
        try (Origin origin = start()) {
            record(origin, "record");

            MediaFile recorded = MediaFile.probe(folder.resolve("recordings/live/clip.flv"));
            assertSame(recorded, clip);
            MediaFile played = play(origin, LONGER_THAN_THE_CLIP);
            assertSame(played, clip);
        }
    }

    @Test
    void ffmpegReadsAppendedRecording() {
        MediaFile clip = MediaFile.probe(Ffmpeg.clip());
        try (Origin origin = start()) {
            record(origin, "record");
            record(origin, "append");
        }
        MediaFile both = MediaFile.probe(folder.resolve("recordings/live/clip.flv"));

        assertThat(both.errors()).isEmpty();
        assertThat(both.isClean()).isTrue();
        assertThat(both.video().packets()).hasSize(2 * clip.video().packets().size());
        assertThat(both.video().longestGap()).isLessThanOrEqualTo(120);
        assertThat(both.audio().longestGap()).isLessThanOrEqualTo(120);
    }

    /**
     * Checks that the stream of FFmpeg is live while the clip is recorded, and that both can be
     * played.
     */
    @Test
    void ffmpegPublishesLiveWhileRecordingPlays() {
        try (Origin origin = start();
                Program _ = Ffmpeg.publish(origin.url("live") + "/show", LIMIT)) {
            record(origin, "record");
            Path file = folder.resolve("show.flv");
            Ffmpeg.record(origin.url("live") + "/show", file, Duration.ofSeconds(2))
                    .awaitSuccess(LIMIT);

            assertThat(MediaFile.probe(file).isClean()).isTrue();
            assertThat(MediaFile.probe(folder.resolve("recordings/live/clip.flv")).isClean())
                    .isTrue();
        }
    }

    private Origin start() {
        return Origin.start(OriginOptions.DEFAULT.keepingIn(folder));
    }

    private static void record(Origin origin, String mode) {
        try (TestStream publisher = TestStream.record(origin.port(), "live", "clip", mode)) {
            for (FlvTag tag : FlvTag.ofClip()) {
                publisher.send(tag.timestamp(), payload(tag));
            }
            publisher.stopRecording();
        }
    }

    private static MessagePayload payload(FlvTag tag) {
        return switch (tag.type()) {
            case 8 -> new Audio(tag.body().duplicate());
            case 9 -> new Video(tag.body().duplicate());
            default -> {
                List<AmfValue> values =
                        new Amf0Reader(tag.body().duplicate(), AmfLimits.DEFAULT).readAll();
                yield new Data(
                        List.of(new AmfString("@setDataFrame"), values.get(0), values.get(1)),
                        AmfEncoding.AMF0);
            }
        };
    }

    private MediaFile play(Origin origin, Duration length) {
        Path file = folder.resolve("played.flv");
        try (Program player = Ffmpeg.record(origin.url("live") + "/clip", file, length)) {
            player.awaitSuccess(LIMIT);
            assertThat(player.output()).isEmpty();
        }
        return MediaFile.probe(file);
    }

    private static void assertSame(MediaFile file, MediaFile clip) {
        assertThat(file.errors()).isEmpty();
        assertThat(file.isClean()).isTrue();
        assertThat(file.video().packets()).isEqualTo(clip.video().packets());
        assertThat(file.audio().packets()).isEqualTo(clip.audio().packets());
    }
}
