package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Failed connects: the client soon receives the cause, and a text with the server and the step. */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@NeedsPeer(NGINX)
class ConnectFaultsIT {

    private static final int TIMEOUT_MILLIS = 1500;

    /** Far more than the configured timeout, far less than any default. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @TestHTTPResource("/v1")
    URI uri;

    @Test
    void reportsUnknownHostName() {
        assertSetupFails(
                "rtmp://no-such-host.invalid/live",
                "NetConnection.Connect.Failed",
                "Failed",
                "dns",
                "the name no-such-host.invalid could not be resolved");
    }

    @Test
    void reportsRefusedConnection() throws IOException {
        assertSetupFails(
                "rtmp://127.0.0.1:" + closedPort() + "/live",
                "NetConnection.Connect.Failed",
                "Failed",
                "unreachable",
                "the TCP connection was refused or has no route");
    }

    @Test
    void reportsUnknownApplication() {
        try (NginxRtmp nginx = NginxRtmp.start()) {
            assertSetupFails(
                    nginx.url("nowhere"),
                    "NetConnection.Connect.Rejected",
                    "Rejected",
                    "refused-connect",
                    "the server closed the connection in answer to connect; is there an"
                            + " application \"nowhere\"?");
        }
    }

    @Test
    void reportsHandshakeTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertSetupFails(
                    "rtmp://127.0.0.1:" + silent.getLocalPort() + "/live",
                    "NetConnection.Connect.Failed",
                    "Failed",
                    "timeout",
                    "the RTMP handshake did not come within 1500 ms");
        }
    }

    @Test
    void reportsConnectionClosedBeforeHandshake() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread caller = Thread.ofVirtual().start(() -> hangUp(rude));
            assertSetupFails(
                    "rtmp://127.0.0.1:" + rude.getLocalPort() + "/live",
                    "NetConnection.Connect.Failed",
                    "Failed",
                    "protocol",
                    "the server closed the connection instead of an RTMP handshake");
            caller.join();
        }
    }

    @Test
    void reportsRefusedPublish() {
        try (NginxRtmp nginx = NginxRtmp.start();
                TestClient client = TestClient.open(uri)) {
            client.send(connect("all", nginx.url("keyed")));
            client.send("{'id':2,'type':'createStream'}");
            client.send(
                    "{'id':3,'type':'publish','stream':1,'name':'my-show?key=guess','timeout':1500}");
            assertThat(client.answer(1).path("type").textValue()).isEqualTo("result");

            String text =
                    nginx.url("keyed")
                            + ": the server closed the connection in answer to publish; many do so"
                            + " where the stream name or key is wrong";
            JsonNode left = client.await("server");
            assertThat(left.path("state").textValue()).isEqualTo("Recovering");
            assertThat(left.path("cause").textValue()).isEqualTo("lost");
            assertThat(left.path("text").textValue()).isEqualTo(text);
            client.await(
                    it -> it.path("info").path("code").asText().equals("NetStream.Publish.Failed"));
            JsonNode answer = client.answer(3);
            assertThat(answer.path("code").textValue()).isEqualTo("publish-failed");
            assertThat(answer.path("message").textValue())
                    .isEqualTo("0 of 1 servers, 1 required: " + text);
        }
    }

    @Test
    void failsAbandonedPublishAtOnce() {
        try (NginxRtmp nginx = NginxRtmp.start();
                TestClient client = TestClient.open(uri)) {
            client.send(connect("all", nginx.url("live")));
            client.send("{'id':2,'type':'createStream'}");
            assertThat(client.answer(2).path("type").textValue()).isEqualTo("result");
            nginx.stall();
            client.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':60000}");
            client.send("{'id':4,'type':'disconnect'}");

            assertThat(client.answer(3).path("code").textValue()).isEqualTo("publish-failed");
            assertThat(client.answer(4).path("type").textValue()).isEqualTo("result");
        }
    }

    @Test
    void goesLiveOnOtherServerDespiteFailedOne() throws IOException {
        try (NginxRtmp nginx = NginxRtmp.start();
                TestClient client = TestClient.open(uri)) {
            String wrong = "rtmp://127.0.0.1:" + closedPort() + "/live";
            client.send(connect("any", wrong, nginx.url("live")));
            client.send("{'id':2,'type':'createStream'}");
            client.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
            assertThat(client.answer(1).path("servers").path(1).path("state").textValue())
                    .isEqualTo("Live");
            assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");

            try (ClipBroadcast _ = new ClipBroadcast(client, 1)) {
                await().until(
                                () ->
                                        nginx.stat().stream("live", "show")
                                                .filter(stream -> stream.bytesIn() > 10_000)
                                                .isPresent());
            }
        }
    }

    /** Asserts the messages to the client in this order. */
    private void assertSetupFails(
            String url, String statusCode, String state, String cause, String words) {
        try (TestClient client = TestClient.open(uri)) {
            long beganAtNanos = System.nanoTime();
            client.send(connect("all", url));
            assertThat(client.await("server").path("state").textValue()).isEqualTo("Connecting");

            JsonNode status = client.await("status");
            assertThat(status.path("server").intValue()).isZero();
            assertThat(status.path("info").path("code").textValue()).isEqualTo(statusCode);
            assertThat(status.path("info").path("description").textValue()).isEqualTo(words);

            JsonNode left = client.await("server");
            assertThat(left.path("state").textValue()).isEqualTo(state);
            assertThat(left.path("cause").textValue()).isEqualTo(cause);
            assertThat(left.path("text").textValue()).isEqualTo(url + ": " + words);

            JsonNode merged = client.await("status");
            assertThat(merged.has("server")).isFalse();
            assertThat(merged.path("info").path("code").textValue())
                    .isEqualTo("NetConnection.Setup.Failed");

            JsonNode answer = client.answer(1);
            assertThat(answer.path("code").textValue()).isEqualTo("setup-failed");
            assertThat(answer.path("message").textValue())
                    .isEqualTo("0 of 1 servers, 1 required: " + url + ": " + words);
            assertThat(Duration.ofNanos(System.nanoTime() - beganAtNanos)).isLessThan(SOON);
        }
    }

    private static String connect(String require, String... urls) {
        return "{'id':1,'type':'connect','require':'%s','timeout':%d,'servers':['%s']}"
                .formatted(require, TIMEOUT_MILLIS, String.join("','", urls));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    private static void hangUp(ServerSocket server) {
        try {
            server.accept().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
