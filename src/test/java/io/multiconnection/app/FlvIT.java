package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.NginxStat;
import io.multiconnection.peers.Program;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FFmpeg and other players watch live streams of nginx-rtmp through the packaged gateway. */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@NeedsPeer(NGINX)
class FlvIT {

    private static final Duration LIMIT = HangLimit.DURATION;
    private static final Duration WATCHED = Duration.ofSeconds(3);

    @TestHTTPResource("/live/show.flv")
    URI uri;

    @TempDir Path folder;

    @Test
    void ffmpegReadsStreamFromStartAndLate() {
        try (NginxRtmp nginx = NginxRtmp.start();
                Program _ = Ffmpeg.publish(nginx.url("live", "show"), LIMIT)) {
            for (String name : List.of("first", "late")) {
                Path file = folder.resolve(name + ".flv");
                try (Program player = Ffmpeg.record(url(nginx), file, WATCHED)) {
                    player.awaitSuccess(LIMIT);
                }
                assertClean(MediaFile.probe(file));
            }
            assertThat(plays(nginx)).isEqualTo(1);
        }
    }

    @Test
    void ffmpegContinuesAfterServerIsKilled() {
        try (NginxRtmp first = NginxRtmp.start();
                NginxRtmp second = NginxRtmp.start();
                Program _ = Ffmpeg.publish(first.url("live", "show"), LIMIT);
                Program _ = Ffmpeg.publish(second.url("live", "show"), LIMIT)) {
            Path file = folder.resolve("failover.flv");
            String url = url(first) + "&server=" + second.url("live");
            try (Program player = Ffmpeg.record(url, file, Duration.ofSeconds(6))) {
                await().atMost(LIMIT).until(() -> Files.exists(file) && Files.size(file) > 10_000);
                first.kill();
                player.awaitSuccess(LIMIT);
            }
            MediaFile probed = MediaFile.probe(file);
            assertClean(probed);
            assertThat(probed.video().packets().getLast().dts()).isGreaterThan(5500);
            assertThat(plays(second)).isEqualTo(1);
        }
    }

    @Test
    void webSocketCarriesSameFlv() throws Exception {
        Path file = folder.resolve("ws.flv");
        try (NginxRtmp nginx = NginxRtmp.start();
                Program _ = Ffmpeg.publish(nginx.url("live", "show"), LIMIT);
                HttpClient client = HttpClient.newHttpClient();
                OutputStream out = Files.newOutputStream(file)) {
            Tags tags = new Tags(Channels.newChannel(out), new CountDownLatch(250));
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .buildAsync(URI.create(url(nginx).replaceFirst("^http", "ws")), tags)
                            .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                            .join();
            assertThat(tags.left().await(60, TimeUnit.SECONDS)).isTrue();
            socket.abort();
            client.shutdownNow();
        }
        assertClean(MediaFile.probe(file));
    }

    @Test
    void hundredViewersShareOnePlay() {
        try (NginxRtmp nginx = NginxRtmp.start();
                Program _ = Ffmpeg.publish(nginx.url("live", "show"), LIMIT);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url(nginx))).build();
            List<CompletableFuture<HttpResponse<InputStream>>> asked =
                    IntStream.range(0, 100)
                            .mapToObj(_ -> client.sendAsync(request, BodyHandlers.ofInputStream()))
                            .toList();
            asked.forEach(FlvIT::assertPlays);
            NginxStat.Stream stream = nginx.stat().stream("live", "show").orElseThrow();
            assertThat(stream.players()).isEqualTo(1);
            assertThat(plays(nginx)).isEqualTo(1);
            client.shutdownNow();
            await().atMost(LIMIT)
                    .until(() -> nginx.stat().stream("live", "show").orElseThrow().players() == 0);
        }
    }

    private static void assertPlays(CompletableFuture<HttpResponse<InputStream>> asked) {
        HttpResponse<InputStream> answer =
                asked.orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join();
        assertThat(answer.statusCode()).isEqualTo(200);
        try {
            assertThat(answer.body().readNBytes(1000)).startsWith('F', 'L', 'V').hasSize(1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String url(NginxRtmp nginx) {
        return uri + "?server=" + nginx.url("live");
    }

    private static void assertClean(MediaFile file) {
        assertThat(file.errors()).isEmpty();
        assertThat(file.isClean()).isTrue();
        assertThat(file.video().codec()).isEqualTo("h264");
        assertThat(file.audio().codec()).isEqualTo("aac");
        assertThat(file.video().packets().getFirst().keyframe()).isTrue();
        assertThat(file.video().longestGap()).isLessThanOrEqualTo(200);
        assertThat(file.audio().longestGap()).isLessThanOrEqualTo(200);
    }

    private static long plays(NginxRtmp nginx) {
        return nginx.notifications().stream().filter(it -> "play".equals(it.get("call"))).count();
    }

    /** Writes messages to a file and counts them. */
    private record Tags(WritableByteChannel file, CountDownLatch left)
            implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            if (left.getCount() > 0) {
                try {
                    file.write(data);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (last) {
                    left.countDown();
                }
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}
