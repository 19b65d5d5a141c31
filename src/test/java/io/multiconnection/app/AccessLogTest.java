package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.CapturedLog;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access log, other logs and metrics, for requests with secrets in their query. */
@QuarkusTest
@TestProfile(SmallQueuesAndAccessLog.class)
class AccessLogTest {

    @TestHTTPResource("/")
    URI uri;

    private static final List<String> SECRETS = List.of("ann", "0pen", "k3y", "t0ken");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtmp://ann:0pen@127.0.0.1:1/live/k3y?t0ken",
                "rtmp://ann:0pen@127.0.0.1:99999/live/k3y?t0ken",
                "http://ann:0pen@127.0.0.1/live/k3y?t0ken",
                "ann:0pen@k3y?t0ken",
                "%zzann:0penk3yt0ken",
                "rtmp://ann:0pen@127.0.0.1:1/live/k3y%00%ff?t0ken",
            })
    void logsRequestWithoutQuery(String server) throws IOException {
        try (CapturedLog log = new CapturedLog();
                Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String request = "GET /live/access-log-show.flv?server=" + server + " HTTP/1.0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer).startsWith("HTTP/1.0 ").doesNotContain(" 200 ");
            given().get("/live/nowhere/next.flv");
            await().untilAsserted(
                            () -> assertThat(log.lines()).anyMatch(it -> it.contains("next.flv")));
            assertThat(log.lines().toString()).doesNotContain(SECRETS);
        }
    }

    @Test
    void logsPathOfRequest() {
        try (CapturedLog log = new CapturedLog()) {
            given().get("/live/access-log-show.flv?server=none");
            await().untilAsserted(
                            () ->
                                    assertThat(log.lines())
                                            .anyMatch(
                                                    it ->
                                                            it.contains(
                                                                    "\"GET"
                                                                        + " /live/access-log-show.flv"
                                                                        + " HTTP/1.1\" 400")));
        }
    }

    @Test
    void logsOperatorsRequestOfManagementPort() {
        try (CapturedLog log = new CapturedLog()) {
            Management.given().post("/api/pending/next/accept?t0ken").then().statusCode(404);
            String line = "\"POST /api/pending/next/accept HTTP/1.1\" 404";
            await().untilAsserted(() -> assertThat(log.lines()).anyMatch(it -> it.contains(line)));
            assertThat(log.lines().toString()).doesNotContain(SECRETS);
        }
    }

    @Test
    void metricsOfPlaysOmitNames() {
        given().get("/live/nowhere/stranger.flv").then().statusCode(404);
        given().get("/live/stranger.flv").then().statusCode(400);
        given().request("STRANGER", "/live/show.flv");
        assertThat(Management.metrics())
                .contains("http_server_requests")
                .contains("uri=\"/live\"")
                .doesNotContainIgnoringCase("stranger");
    }
}
