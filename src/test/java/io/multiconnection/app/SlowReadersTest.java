package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.TestStream;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that do not read: they lose video frames, affect nobody else, and continue when they read
 * again.
 */
@QuarkusTest
@TestProfile(SmallQueuesAndAccessLog.class)
class SlowReadersTest {

    /**
     * Far less than any limit, so that many frames are needed; in total more than sockets buffer.
     */
    private static final int PICTURE_BYTES = 100_000;

    private static final int PICTURES = 1000;

    @TestHTTPResource("/v1")
    URI uri;

    @TestHTTPResource("/live/show.flv")
    URI live;

    @Inject MeterRegistry metrics;

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);
    private TestClient quick;
    private TestStream publisher;
    private int timestamp;

    @BeforeEach
    void publish() {
        publisher = TestStream.publish(origin, "show");
        quick = play();
        publisher.prelude();
        sendPicture();
    }

    @AfterEach
    void close() {
        quick.close();
        publisher.close();
        origin.close();
    }

    @Test
    void reportsDroppedFramesToClientThatDoesNotRead() {
        try (TestClient slow = play()) {
            slow.frame();
            slow.read(false);
            sendUntilSomeAreDropped();
            slow.read(true);
            assertThat(
                            slow.await(it -> code(it.path("info")).endsWith("InsufficientBW"))
                                    .path("info")
                                    .path("dropped")
                                    .intValue())
                    .isPositive();
            int now = sendPicture();
            TestClient.Frame frame = slow.frame();
            while (frame.timestamp() < now) {
                frame = slow.frame();
                sendPicture();
            }
            slow.send("{'id':9,'type':'closeStream','stream':1}");
            assertThat(slow.answer(9).path("type").textValue()).isEqualTo("result");
        }
    }

    @Test
    void resumesPlayAfterClientReadsAgain() throws IOException {
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(64 << 10);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), live.getPort()));
            String request =
                    "GET %s?server=%s HTTP/1.0\r\nHost: localhost\r\n\r\n"
                            .formatted(live.getPath(), origin.url("live"));
            slow.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(slow.getInputStream());
            skipHeader(in);
            sendUntilSomeAreDropped();
            int now = sendPicture();
            int read = 0;
            while (read < now) {
                read = skipTag(in);
                sendPicture();
            }
        }
    }

    /** Skips the HTTP header and the FLV header. */
    private static void skipHeader(DataInputStream in) throws IOException {
        int last = 0;
        while (last != 0x0D0A0D0A) {
            last = last << 8 | in.readUnsignedByte();
        }
        assertThat(in.readNBytes(13)).startsWith('F', 'L', 'V');
    }

    /** Reads a tag and returns its timestamp. */
    private static int skipTag(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        assertThat(type).isIn(8, 9, 18);
        int size = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int time = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        in.readNBytes(4 + size);
        assertThat(in.readInt()).isEqualTo(11 + size);
        return time;
    }

    private void sendUntilSomeAreDropped() {
        double before = dropped();
        for (int i = 0; i < PICTURES && dropped() <= before; i++) {
            sendPicture();
        }
        assertThat(dropped()).isGreaterThan(before);
    }

    private double dropped() {
        return metrics.counter("multiconnection.play.dropped.frames").count();
    }

    /** Sends a keyframe; returns its timestamp once the reading client has received it. */
    private int sendPicture() {
        timestamp += 40;
        publisher.video(timestamp, "1701000000" + "00".repeat(PICTURE_BYTES));
        while (quick.frame().timestamp() < timestamp) {
            // earlier frames
        }
        return timestamp;
    }

    private TestClient play() {
        TestClient client = TestClient.open(uri);
        client.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        client.send("{'id':2,'type':'createStream'}");
        client.send("{'id':3,'type':'play','stream':1,'name':'show'}");
        assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
        return client;
    }

    private static String code(JsonNode info) {
        return info.path("code").asText();
    }
}
