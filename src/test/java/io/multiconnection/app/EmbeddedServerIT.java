package io.multiconnection.app;

import static io.multiconnection.peers.Peer.GSTREAMER;
import static io.multiconnection.peers.Peer.RTMPDUMP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.Gstreamer;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.Rtmpdump;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packaged gateway and clients of other projects on the embedded server. */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
class EmbeddedServerIT {

    private static final Duration LIMIT = HangLimit.DURATION;

    /** Two seconds of the clip. */
    private static final int BYTES = 220_000;

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);

    @TestHTTPResource("/v1")
    URI uri;

    @TempDir Path folder;

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    @NeedsPeer(RTMPDUMP)
    void librtmpPlaysPublishedStream() {
        try (TestClient client = connect()) {
            client.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':20000}");
            assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
            try (ClipBroadcast _ = new ClipBroadcast(client, 1)) {
                awaitKeyframe();
                try (Rtmpdump player = Rtmpdump.record(url(), folder.resolve("played.flv"))) {
                    MediaFile played = player.awaitBytes(BYTES, LIMIT);
                    assertThat(played.errors()).isEmpty();
                    assertThat(played.isClean()).isTrue();
                    assertThat(played.video().packets()).hasSizeGreaterThan(30);
                    assertThat(played.audio().packets()).hasSizeGreaterThan(50);
                }
            }
        }
    }

    @Test
    @NeedsPeer(GSTREAMER)
    void clientPlaysStreamOfGstreamer() {
        try (Program _ = Gstreamer.publish(url());
                TestClient client = connect();
                ReceivedMedia watched = new ReceivedMedia(client, folder.resolve("watched.flv"))) {
            awaitKeyframe();
            client.send("{'id':3,'type':'play','stream':1,'name':'show','timeout':20000}");
            JsonNode answer = client.answer(3);
            assertThat(answer.path("type").textValue()).as(answer.toString()).isEqualTo("result");
            watched.watch(2000);
            MediaFile played = watched.clean();
            assertThat(played.video().longestGap()).isLessThanOrEqualTo(80);
            assertThat(played.audio().longestGap()).isLessThanOrEqualTo(80);
        }
    }

    /** Connects to the embedded server, and creates stream 1. */
    private TestClient connect() {
        TestClient client = TestClient.open(uri);
        client.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        client.send("{'id':2,'type':'createStream'}");
        JsonNode answer = client.answer(1);
        assertThat(answer.path("type").textValue()).as(answer.toString()).isEqualTo("result");
        return client;
    }

    private String url() {
        return origin.url("live") + "/show";
    }

    private void awaitKeyframe() {
        origin.when(state -> state.stream("live", "show").keyframes() > 0)
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
