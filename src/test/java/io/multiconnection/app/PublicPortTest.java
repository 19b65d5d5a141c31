package io.multiconnection.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public and management port with the settings of production: no studio, operators elsewhere. */
@QuarkusTest
@TestProfile(PublicPortTest.Production.class)
class PublicPortTest {

    private static final String TOKEN = "token of the test";

    public static final class Production implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "multiconnection.studio", "false",
                    "multiconnection.operator.public-port", "false",
                    "multiconnection.operator.token", TOKEN);
        }
    }

    @TestHTTPResource("/v1")
    URI uri;

    @Inject ManagementRoutes routes;

    private static int onPublicPort(String path) {
        return given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + TOKEN)
                .get(path)
                .statusCode();
    }

    private static int onManagementPort(String path) {
        return Management.given()
                .urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + TOKEN)
                .get(path)
                .statusCode();
    }

    @Test
    void servesNoRouteOfManagement() {
        List<String> paths =
                Stream.concat(
                                routes.paths(),
                                Stream.of(
                                        "/q",
                                        "/q/health",
                                        "/q/health/live",
                                        "/q/health/ready",
                                        "/q/health/started",
                                        "/q/health/well",
                                        "/q/health/group/x",
                                        "/q/metrics/x",
                                        "/q/openapi.json",
                                        "/q/openapi.yaml",
                                        "/q/dev-ui",
                                        "/q/swagger-ui",
                                        "/q/arc",
                                        "/q/info",
                                        "/openapi",
                                        "/metrics",
                                        "/health"))
                        .toList();
        assertThat(paths).contains("/q/health", "/q/metrics", "/q/openapi");
        assertThat(paths).allSatisfy(path -> assertThat(onPublicPort(path)).isEqualTo(404));
    }

    @Test
    void servesNoPathOfOpenApi() {
        String document =
                Management.given().get("/q/openapi?format=json").then().extract().asString();
        Map<String, Object> paths = JsonPath.from(document).getMap("paths");
        assertThat(paths.keySet())
                .contains("/api/rooms", "/api/pending", "/api/destinations")
                .allSatisfy(
                        path -> assertThat(onPublicPort(path.replace("{id}", "7"))).isEqualTo(404));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/rooms",
                "/api/rooms/",
                "//api//rooms",
                "/api/./rooms",
                "/api/x/../rooms",
                "/live/../api/rooms",
                "/v1/../api/rooms",
                "/api/%72ooms",
                "/api%2Frooms",
                "/api;x=1/rooms",
                "/api/rooms;x=1",
                "/v1;/../api/rooms",
                "/sdk/..;/api/rooms",
                "/q/../api/rooms",
                "/API/rooms",
                "/q/metrics;x",
                "/live/../q/metrics",
                "/sdk/%2e%2e/q/metrics",
            })
    void spellingOfPathDoesNotMatter(String path) {
        assertThat(onPublicPort(path)).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/q/health/live, 200",
        "/q/health/ready, 200",
        "/q/health/started, 200",
        "/q/metrics, 200",
        "/q/openapi, 200",
        "/api/rooms, 200",
        "/api/pending, 200",
        "/api/destinations, 404",
        "/v1, 404",
        "/live/nowhere/show.flv, 404",
        "/, 404",
    })
    void managementPortServesManagementOnly(String path, int status) {
        assertThat(onManagementPort(path)).isEqualTo(status);
    }

    @Test
    void managementPortRequiresTokenFromOperators() {
        Management.given().get("/api/rooms").then().statusCode(401);
    }

    @Test
    void publicPortServesClients() {
        try (TestClient client = TestClient.open(uri)) {
            client.send("{'id':1,'type':'createStream'}").answer(1);
        }
        given().get("/protocol/v1/schema.json").then().statusCode(200);
        assertThat(given().get("/live/nowhere/show.flv").asString()).contains("no pool is named");
        assertThat(given().get("/").asString()).contains("multiconnection.studio");
    }
}
