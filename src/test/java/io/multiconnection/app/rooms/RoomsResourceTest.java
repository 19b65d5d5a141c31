package io.multiconnection.app.rooms;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.multiconnection.CapturedLog;
import io.multiconnection.app.Management;
import io.multiconnection.app.RoomsMaster;
import io.multiconnection.app.TestClient;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** REST API of operators, through the whole gateway. */
@QuarkusTest
@TestProfile(RoomsResourceTest.Held.class)
@WithTestResource(RoomsMaster.class)
@WithTestResource(RoomsResourceTest.Holding.class)
class RoomsResourceTest {

    private static final String TOKEN = "a token of operators";

    public static final class Held implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "multiconnection.operator.public-port",
                    "false",
                    "multiconnection.operator.token",
                    TOKEN + "\n", // with the line break of a file
                    "quarkus.log.category.\"io.multiconnection\".level",
                    "DEBUG");
        }
    }

    /** Webhook that holds all clients for operators, except those with known credentials. */
    public static final class Holding implements QuarkusTestResourceLifecycleManager {

        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                InetAddress loopback = InetAddress.getLoopbackAddress();
                server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext(
                    "/",
                    exchange -> {
                        String question =
                                new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8);
                        String id = question.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
                        String decision = question.contains("member") ? "accept" : "hold";
                        byte[] answer =
                                "{\"id\":\"%s\",\"decision\":\"%s\"}"
                                        .formatted(id, decision)
                                        .getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, answer.length);
                        exchange.getResponseBody().write(answer);
                        exchange.close();
                    });
            server.start();
            return Map.of(
                    "multiconnection.admission.url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/\n");
        }

        @Override
        public void stop() {
            if (server != null) {
                server.stop(0);
            }
        }
    }

    @TestHTTPResource("/v1")
    URI uri;

    private static RequestSpecification operator() {
        return Management.given().header("Authorization", "Bearer " + TOKEN);
    }

    private TestClient pending(String user) {
        TestClient client = TestClient.open(uri);
        client.send(
                "{'id':1,'type':'connect','room':'lobby','user':'%s','credentials':'my own'}"
                        .formatted(user));
        client.await(it -> it.path("info").path("waitsFor").asText().equals("operator"));
        return client;
    }

    private static String idOf(String user) {
        return operator()
                .get("/api/pending")
                .then()
                .extract()
                .path("pending.find { it.user == '%s' }.id".formatted(user));
    }

    @Test
    void acceptsPendingClient() {
        try (TestClient client = pending("Ann")) {
            operator()
                    .get("/api/pending")
                    .then()
                    .statusCode(200)
                    .body("max", equalTo(10_000))
                    .body("pending.user", hasItems("Ann"))
                    .body("pending.find { it.user == 'Ann' }.room", equalTo("lobby"))
                    .body("pending.find { it.user == 'Ann' }.waitsFor", equalTo("operator"))
                    .body(not(containsString("my own")));
            String id = idOf("Ann");
            operator()
                    .post("/api/pending/" + id + "/accept")
                    .then()
                    .statusCode(200)
                    .body("id", equalTo(id))
                    .body("outcome", equalTo("accepted"))
                    .body("room", equalTo("lobby"));
            assertThat(client.answer(1).path("servers").path(0).path("state").textValue())
                    .isEqualTo("Live");
            operator().post("/api/pending/" + id + "/accept").then().statusCode(404);
            operator()
                    .get("/api/rooms")
                    .then()
                    .statusCode(200)
                    .body("directories", hasSize(1))
                    .body("directories[0].name", equalTo("main"))
                    .body("directories[0].state", equalTo("current"))
                    .body("directories[0].malformed", equalTo(0))
                    .body("directories[0].counts", equalTo("all"))
                    .body("directories[0].rooms.id", equalTo(java.util.List.of("cabinet", "lobby")))
                    .body("directories[0].rooms[1].capacity", equalTo(2))
                    .body("directories[0].rooms[1].reserved", equalTo(1))
                    .body("directories[0].rooms[1].group", equalTo("open"))
                    .body(not(containsString("hush")));
        }
        await().untilAsserted(
                        () ->
                                operator()
                                        .get("/api/rooms")
                                        .then()
                                        .body("directories[0].rooms[1].reserved", equalTo(0)));
    }

    @Test
    void rejectsPendingClientWithReason() {
        try (TestClient client = pending("Bob")) {
            operator()
                    .contentType("application/json")
                    .body("{\"reason\":\"Not today.\"}")
                    .post("/api/pending/" + idOf("Bob") + "/reject")
                    .then()
                    .statusCode(200)
                    .body("outcome", equalTo("rejected"))
                    .body("reason", equalTo("operator"))
                    .body("text", equalTo("Not today."));
            JsonNode answer = client.answer(1);
            assertThat(answer.path("code").textValue()).isEqualTo("rejected");
            assertThat(answer.path("message").textValue()).isEqualTo("Not today.");
        }
    }

    @Test
    void rejectsPendingClientWithoutReason() {
        try (TestClient client = pending("Cat")) {
            operator()
                    .noContentType()
                    .post("/api/pending/" + idOf("Cat") + "/reject")
                    .then()
                    .statusCode(200);
            assertThat(client.answer(1).path("message").textValue())
                    .isEqualTo("An operator has rejected you.");
        }
    }

    @Test
    void boundsReason() {
        try (TestClient _ = pending("Dan")) {
            operator()
                    .contentType("application/json")
                    .body("{\"reason\":\"%s\"}".formatted("x".repeat(256)))
                    .post("/api/pending/" + idOf("Dan") + "/reject")
                    .then()
                    .statusCode(400);
        }
    }

    /** Unlike 401, 404 does not reveal that the resource exists. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer a token of operator", "Basic abc", TOKEN})
    void refusesRequestsWithoutToken(String authorization) {
        for (String path : new String[] {"/api/rooms", "/api/pending"}) {
            Management.given()
                    .header("Authorization", authorization)
                    .get(path)
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", "Bearer");
        }
        Management.given()
                .header("Authorization", authorization)
                .post("/api/pending/any/accept")
                .then()
                .statusCode(401);
        Management.given().get("/api/rooms").then().statusCode(401);
    }

    @Test
    void countsAndDescribesDecisions() {
        CapturedLog log = new CapturedLog();
        try (TestClient client = TestClient.open(uri)) {
            client.send("{'id':1,'type':'connect','room':'cabinet','credentials':'member 7'}");
            assertThat(client.answer(1).path("message").textValue())
                    .isEqualTo("The room cabinet has no free place.");
            client.send("{'id':2,'type':'connect','room':'lobby','credentials':'member 7'}");
            assertThat(client.answer(2).path("type").textValue()).isEqualTo("result");
            Management.given()
                    .get("/q/metrics")
                    .then()
                    .body(containsString("multiconnection_pending_clients"))
                    .body(containsString("multiconnection_pending_accepted_total"))
                    .body(containsString("multiconnection_pending_rejected_total{reason=\"full\""))
                    .body(containsString("multiconnection_directory_stale{directory=\"main\"} 0.0"))
                    .body(
                            containsString(
                                    "multiconnection_directory_rooms{directory=\"main\"} 2.0"));
            assertThat(log.lines()).noneMatch(it -> it.contains("hush") || it.contains("member 7"));
        } finally {
            log.close();
        }
        Management.given()
                .get("/q/openapi")
                .then()
                .body(containsString("/api/pending/{id}/accept"))
                .body(containsString("/api/rooms"));
    }
}
