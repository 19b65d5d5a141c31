package io.multiconnection.origin;

import static io.multiconnection.peers.Peer.GSTREAMER;
import static io.multiconnection.peers.Peer.RTMPDUMP;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.Gstreamer;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.Red5Client;
import io.multiconnection.peers.Rtmpdump;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Interoperability of the origin with third-party clients: publishing, playing, shared objects. */
@Timeout(120)
class ForeignClientsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Length of two seconds of the clip. */
    private static final int BYTES = 220_000;

    private static final int TAGS = 140;

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);

    @TempDir private Path folder;

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    @NeedsPeer({GSTREAMER, RTMPDUMP})
    void librtmpPlaysStreamOfGstreamer() {
        String url = origin.url("live") + "/show";
        try (Program gstreamer = Gstreamer.publish(url)) {
            awaitKeyframe();
            try (Rtmpdump player = Rtmpdump.record(url, folder.resolve("played.flv"))) {
                assertClean(player.awaitBytes(BYTES, LIMIT));
            }
            gstreamer.interrupt();
            awaitState(state -> !state.stream("live", "show").publishing());
        }
    }

    @Test
    @NeedsPeer(GSTREAMER)
    void gstreamerPlaysStreamOfFfmpeg() {
        String url = origin.url("live") + "/show";
        Path file = folder.resolve("played.flv");
        try (Program _ = Ffmpeg.publish(url, LIMIT)) {
            awaitKeyframe();
            try (Program player = Gstreamer.record(url, file, TAGS)) {
                player.awaitSuccess(LIMIT);
            }
        }
        assertClean(MediaFile.probe(file));
    }

    @Test
    void red5ClientSharesObjects() {
        try (Red5Client client = Red5Client.watch(origin.port(), "board", true)) {
            origin.set("lab", "board", "colour", new AmfString("red")).join();
            client.await("update colour=red");
        }
    }

    private void awaitKeyframe() {
        awaitState(state -> state.stream("live", "show").keyframes() > 0);
    }

    private void awaitState(Predicate<OriginState> condition) {
        origin.when(condition).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static void assertClean(MediaFile file) {
        assertThat(file.errors()).isEmpty();
        assertThat(file.isClean()).isTrue();
        assertThat(file.video().codec()).isEqualTo("h264");
        assertThat(file.video().packets().getFirst().keyframe()).isTrue();
        assertThat(file.video().packets()).hasSizeGreaterThan(30);
        assertThat(file.audio().codec()).isEqualTo("aac");
        assertThat(file.audio().packets()).hasSizeGreaterThan(50);
    }
}
