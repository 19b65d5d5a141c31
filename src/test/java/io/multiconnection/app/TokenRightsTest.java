package io.multiconnection.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.CapturedLog;
import io.multiconnection.app.IssuerResource.Tokens;
import io.multiconnection.app.websocket.GatewayEndpoint;
import io.multiconnection.identity.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights of tokens at the WebSocket, at {@code /live}, and in the REST API; tickets. */
@QuarkusTest
@WithTestResource(IssuerResource.class)
class TokenRightsTest {

    private static final String V1 = GatewayEndpoint.SUBPROTOCOL;

    @TestHTTPResource("/v1")
    URI uri;

    Tokens tokens;

    private TestClient open(String token) {
        TestClient client =
                TestClient.open(uri, "Sec-WebSocket-Protocol", V1 + ", bearer." + token);
        client.await("hello");
        return client;
    }

    private String token(String role) {
        return tokens.of("anna", Map.of("roles", List.of(role)));
    }

    private static int status(String method, String path, String token) {
        return given().header("Authorization", "Bearer " + token)
                .when()
                .request(method, path)
                .statusCode();
    }

    /** Operations of each role, by the entrances where they can be asked for. */
    @ParameterizedTest
    @CsvSource({
        "viewer,    publish,      false",
        "viewer,    play,         true",
        "viewer,    call,         false",
        "viewer,    sharedObject, false",
        "viewer,    live,         true",
        "viewer,    rest,         false",
        "publisher, publish,      true",
        "publisher, play,         true",
        "publisher, call,         true",
        "publisher, sharedObject, true",
        "publisher, live,         true",
        "publisher, rest,         false",
        "operator,  publish,      true",
        "operator,  play,         true",
        "operator,  call,         true",
        "operator,  sharedObject, true",
        "operator,  live,         true",
        "operator,  rest,         true",
        "unknown,   publish,      false",
        "unknown,   play,         true",
        "unknown,   live,         true",
        "unknown,   rest,         false",
    })
    void rolesAllowOperations(String role, String operation, boolean allowed) {
        switch (operation) {
            case "live" ->
                    assertThat(status("HEAD", "/live/main/show.flv", token(role)))
                            .isEqualTo(allowed ? 200 : 403);
            case "rest" -> {
                assertThat(status("GET", "/api/rooms", token(role))).isEqualTo(allowed ? 200 : 403);
                Management.given()
                        .header("Authorization", "Bearer " + token(role))
                        .get("/api/rooms")
                        .then()
                        .statusCode(allowed ? 200 : 403);
            }
            default -> {
                try (TestClient client = open(token(role))) {
                    JsonNode answer = client.send(request(operation)).answer(1);
                    assertThat(answer.path("code").textValue())
                            .isEqualTo(allowed ? "bad-state" : "forbidden"); // is not connected
                }
            }
        }
    }

    private static String request(String operation) {
        return switch (operation) {
            case "publish" -> "{'id':1,'type':'publish','stream':1,'name':'a'}";
            case "play" -> "{'id':1,'type':'play','stream':1,'name':'a'}";
            case "call" -> "{'id':1,'type':'call','method':'m'}";
            default -> "{'id':1,'type':'useSharedObject','name':'a'}";
        };
    }

    @Test
    void operationsOfTokenApplyToLiveStreams() {
        String none = tokens.of("anna", Map.of("operations", List.of("publish")));
        assertThat(status("HEAD", "/live/main/show.flv", none)).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/live/main/show.flv | 200",
                "/live/other/show.flv | 403",
                "/live/show.flv?server=rtmp://127.0.0.1:1/live | 200",
                "/live/show.flv?server=rtmp://127.0.0.1:1/secret | 403",
                "/live/show.flv?server=rtmp://127.0.0.1:1/live&server=rtmp://127.0.0.1:1/live |"
                        + " 403",
            })
    void scopeOfTokenAppliesToLiveStreams(String path, int status) {
        String token =
                tokens.of(
                        "anna",
                        Map.of(
                                "pools", List.of("main"),
                                "destinations", List.of("127.0.0.1:1/live"),
                                "servers", 1));
        assertThat(status("HEAD", path, token)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live/main/show.flv", "/api/rooms", "/api/pending"})
    void refusesRequestsWithoutValidToken(String path) {
        given().get(path).then().statusCode(401).header("WWW-Authenticate", startsWith("Bearer"));
        String forged = tokens.issuer().token(TestIssuer.ec("ec"), "anna", Map.of());
        assertThat(status("GET", path, forged)).isEqualTo(401);
        assertThat(status("GET", path, "dev")).isEqualTo(401);
    }

    @Test
    void refusesTokenInQuery() {
        given().get("/live/main/show.flv?ticket=" + token("viewer")).then().statusCode(401);
    }

    @Test
    void playsOverWebSocketWithTicketAndRefusesItsReplay() {
        URI live = URI.create(uri.toString().replace("/v1", "/live/main/show.flv?ticket="));
        String ticket = ticket("live");
        try (HttpClient client = HttpClient.newHttpClient()) {
            // the server does not exist: the token was accepted before that was found out
            assertThat(upgrade(client, live + ticket)).isEqualTo(502);
            assertThat(upgrade(client, live + ticket)).isEqualTo(401);
        }
    }

    private static int upgrade(HttpClient client, String url) {
        URI webSocket = URI.create(url.replaceFirst("^http", "ws"));
        try {
            client.newWebSocketBuilder().buildAsync(webSocket, new WebSocket.Listener() {}).join();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    private String ticket(String purpose) {
        return given().header("Authorization", "Bearer " + token("publisher"))
                .post("/api/tickets/" + purpose)
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("expiresInMs", equalTo(30_000))
                .extract()
                .path("ticket");
    }

    @Test
    void opensSessionWithTicketOnce() {
        String ticket = ticket("session");
        URI once = URI.create(uri + "?ticket=" + ticket);
        try (CapturedLog log = new CapturedLog();
                TestClient client = TestClient.open(once, "Sec-WebSocket-Protocol", V1)) {
            client.await("hello");
            client.send("{'id':1,'type':'call','method':'m'}"); // as a publisher may
            assertThat(client.answer(1).path("code").textValue()).isEqualTo("bad-state");
            try (HttpClient http = HttpClient.newHttpClient()) {
                assertThat(upgrade(http, once.toString())).isEqualTo(401);
            }
            assertThat(String.join("\n", log.lines())).doesNotContain(ticket);
        }
    }

    @Test
    void refusesTicketOfAnotherPurpose() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(upgrade(client, uri + "?ticket=" + ticket("live"))).isEqualTo(401);
        }
        given().get("/live/main/show.flv?ticket=" + ticket("session")).then().statusCode(401);
    }

    @Test
    void headDoesNotUseUpTicket() {
        String path = "/live/main/show.flv?ticket=" + ticket("live");
        given().head(path).then().statusCode(200);
        given().head(path).then().statusCode(200);
        given().get(path).then().statusCode(502);
        given().head(path).then().statusCode(401);
    }

    @Test
    void refusesTicketsWithoutTokenAndForForeignPages() {
        given().post("/api/tickets/live")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body(containsString("no token"));
        given().header("Authorization", "Bearer " + token("viewer"))
                .header("Origin", "https://evil.example")
                .post("/api/tickets/live")
                .then()
                .statusCode(403);
    }

    @Test
    void describesSignInOfStudio() {
        given().get("/api/sign-in")
                .then()
                .statusCode(200)
                .body("required", equalTo(true))
                .body("client.issuer", equalTo(tokens.issuer().url()))
                .body("client.clientId", equalTo("studio"))
                .body("client.scopes", equalTo(List.of("openid")))
                .body("client.token", equalTo("access"))
                .body("client.parameters", equalTo(Map.of("resource", "urn:gateway")));
    }
}
