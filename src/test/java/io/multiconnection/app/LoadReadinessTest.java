package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway with as many sessions as allowed is not ready, and lives on. */
@QuarkusTest
@TestProfile(LoadReadinessTest.TwoSessions.class)
class LoadReadinessTest {

    public static final class TwoSessions implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "multiconnection.limits.sessions", "2",
                    "multiconnection.load.limit", "1",
                    // A busy machine must not decide.
                    "multiconnection.load.loop-delay", "1h");
        }
    }

    @TestHTTPResource("/v1")
    URI uri;

    private static int readiness() {
        return Management.given().get("/q/health/ready").statusCode();
    }

    @Test
    void isNotReadyWhileSessionsAreFull() {
        await().until(() -> readiness() == 200);
        try (TestClient first = TestClient.open(uri);
                TestClient _ = TestClient.open(uri)) {
            await().until(() -> readiness() == 503);
            assertThat(Management.given().get("/q/health/ready").asString())
                    .contains("\"sessions\": \"100 %\"");
            assertThat(Management.given().get("/q/health/live").statusCode()).isEqualTo(200);
            await().untilAsserted(
                            () ->
                                    assertThat(Management.metrics())
                                            .contains(
                                                    "multiconnection_load_resource_ratio{resource=\"sessions\"}"
                                                        + " 1.0"));
            first.send("{'id':1,'type':'createStream'}").answer(1);
        }
        await().until(() -> readiness() == 200);
    }
}
