package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** REST API, health, metrics and headers of pages. */
@QuarkusTest
class OperationsTest {

    @TestHTTPResource("/v1")
    URI uri;

    @Inject EmbeddedOrigins origins;

    @Test
    void suggestsEmbeddedOrigins() {
        given().get("/api/destinations")
                .then()
                .statusCode(200)
                .body("suggested", hasSize(2))
                .body("suggested", everyItem(startsWith("rtmp://127.0.0.1:")));
    }

    @Test
    void servesProtocolSchema() {
        given().get("/protocol/v1/schema.json")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/json"))
                .body("title", equalTo("The MultiConnection protocol, version 1"));
    }

    @Test
    void reportsReadinessAndLiveness() {
        Management.given()
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"));
        Management.given()
                .get("/q/health/live")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"));
    }

    @Test
    void countsBytesByDestination() {
        String destination = origins.urls().getFirst();
        try (TestClient client = TestClient.open(uri)) {
            client.send("{'id':1,'type':'connect','servers':['%s']}".formatted(destination));
            client.send("{'id':2,'type':'createStream'}");
            client.send("{'id':3,'type':'publish','stream':1,'name':'counted'}").answer(3);
            client.send(9, 1, 0, new byte[] {0x17, 1, 0, 0, 0, 1});
            client.send("{'id':4,'type':'useSharedObject','name':'counted'}").answer(4);
            client.send(
                    "{'id':5,'type':'setSlots','name':'counted','changes':[{'path':['a'],'value':1}]}");
            await().untilAsserted(
                            () ->
                                    Management.given()
                                            .get("/q/metrics")
                                            .then()
                                            .body(
                                                    containsString(
                                                            "multiconnection_target_frames_total{destination=\"*\",kind=\"video\"}"
                                                                + " 1.0"))
                                            .body(
                                                    containsString(
                                                            "multiconnection_targets{destination=\"*\",state=\"Live\"}"
                                                                + " 1.0"))
                                            .body(
                                                    containsString(
                                                            "multiconnection_target_slot_lag_seconds_count{"
                                                                + "destination=\"*\"}"))
                                            .body(containsString("multiconnection_sessions ")));
        }
    }

    @Test
    void labelsMetricsWithAllowPatternInsteadOfHost() {
        try (TestClient client = TestClient.open(uri)) {
            client.send(
                    "{'id':1,'type':'connect','servers':"
                            + "['rtmp://one.invalid/live','rtmp://two.invalid/live']}");
            client.answer(1);
            assertThat(Management.metrics())
                    .contains("multiconnection_target_states_total{destination=\"*\"")
                    .doesNotContain("invalid")
                    .doesNotContain(origins.urls().getFirst());
        }
    }

    /** Without a token there are no operators; without rooms Redis is not used. */
    @Test
    void hidesOperatorResourcesWithoutToken() {
        given().get("/api/rooms").then().statusCode(404);
        given().header("Authorization", "Bearer ").get("/api/pending").then().statusCode(404);
        given().post("/api/pending/any/accept").then().statusCode(404);
    }

    @Test
    void sendsSecurityHeaders() {
        given().get("/api/destinations")
                .then()
                .header("Content-Security-Policy", containsString("default-src 'self'"))
                .header("X-Content-Type-Options", "nosniff");
    }
}
