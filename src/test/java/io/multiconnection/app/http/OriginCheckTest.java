package io.multiconnection.app.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.multiconnection.app.websocket.GatewayEndpoint;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real requests against {@link OriginPatterns}. */
@QuarkusTest
class OriginCheckTest {

    private static final String PLAY = "/live/nowhere/show.flv";

    @TestHTTPResource("/")
    URI uri;

    @Test
    void refusesWebSocketAfterDnsRebinding() {
        handshake()
                .header("Host", "rebound.example:8080")
                .header("Origin", "http://rebound.example:8080")
                .get("/v1")
                .then()
                .statusCode(403);
    }

    @Test
    void refusesWebSocketOfOtherScheme() {
        handshake()
                .header("Origin", "https://" + uri.getAuthority())
                .get("/v1")
                .then()
                .statusCode(403);
    }

    /** Pages cannot read why a WebSocket did not open, but this response. */
    @Test
    void tellsAnyPageWhetherItsWebSocketIsRefused() {
        String evil = "https://evil.example";
        String refusal =
                "pages of https://evil.example may not use this gateway. To allow them, set"
                        + " multiconnection.origins=https://evil.example";
        advice(given().header("Origin", evil).queryParam("origin", evil))
                .body("refusal", is(refusal));
        advice(given().header("Origin", evil)).body("refusal", is(refusal));
        advice(given().queryParam("origin", "null"))
                .body("refusal", startsWith("pages without an origin of their own"));
        advice(given().queryParam("origin", "http://" + uri.getAuthority()))
                .body("refusal", nullValue());
    }

    /** Behind DNS rebinding, or with a wrong scheme, as a proxy that ends TLS causes. */
    @Test
    void tellsOwnPagesWhichSettingIsMissing() {
        advice(
                        given().header("Host", "rebound.example:8080")
                                .queryParam("origin", "http://rebound.example:8080"))
                .body("refusal", endsWith("set multiconnection.hosts=rebound.example"));
        advice(given().queryParam("origin", "https://" + uri.getAuthority()))
                .body("refusal", endsWith("quarkus.http.proxy.proxy-address-forwarding=true"));
    }

    private static ValidatableResponse advice(RequestSpecification request) {
        return request.get(GatewayEndpoint.PATH)
                .then()
                .statusCode(426)
                .header("Access-Control-Allow-Origin", "*")
                .body("protocol", is(GatewayEndpoint.SUBPROTOCOL));
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAY, "/api/destinations"})
    void refusesHostOfDnsRebinding(String path) {
        given().header("Host", "rebound.example:8080")
                .get(path)
                .then()
                .statusCode(403)
                .body(endsWith("set multiconnection.hosts=rebound.example\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAY, "/api/destinations", "/api/pending"})
    void refusesCrossSiteRequestsWithoutOrigin(String path) {
        for (String site : new String[] {"cross-site", "same-site"}) {
            given().header("Sec-Fetch-Site", site).get(path).then().statusCode(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAY, "/api/destinations", "/api/pending"})
    void refusesOtherOrigins(String path) {
        given().header("Origin", "https://evil.example")
                .get(path)
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", (String) null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void allowsOwnPagesAndNavigation(String site) {
        given().header("Sec-Fetch-Site", site).get("/api/destinations").then().statusCode(200);
        given().header("Sec-Fetch-Site", site).get(PLAY).then().statusCode(404);
        given().header("Origin", "http://" + uri.getAuthority())
                .header("Sec-Fetch-Site", site)
                .get("/api/destinations")
                .then()
                .statusCode(200);
    }

    /** Scripts of operators may use any name of the gateway. */
    @Test
    void requiresOnlyTokenFromOperatorsOnAnyHost() {
        given().header("Host", "gateway.internal:8080")
                .get("/api/pending")
                .then()
                .statusCode(not(403));
    }

    private static RequestSpecification handshake() {
        return given().header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")
                .header("Sec-WebSocket-Protocol", GatewayEndpoint.SUBPROTOCOL);
    }
}
