package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.gateway.Session;
import io.multiconnection.gateway.SessionRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that answer pings, and clients that do not. */
@QuarkusTest
@TestProfile(UnansweredPingsTest.Impatient.class)
class UnansweredPingsTest {

    public static final class Impatient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "multiconnection.resume.silent-after", "5s",
                    "multiconnection.resume.ping-interval", "200ms");
        }
    }

    @TestHTTPResource("/v1")
    URI uri;

    @Inject SessionRegistry<Session> sessions;

    /** A client that does not read answers no pings. */
    @Test
    void closesClientThatDoesNotAnswerPings() {
        try (TestClient quiet = TestClient.open(uri);
                TestClient dead = TestClient.open(uri)) {
            dead.read(false).send("{'id':1,'type':'createStream'}");
            await().atMost(HangLimit.DURATION).until(() -> sessions.held() == 1);
            quiet.send("{'id':1,'type':'createStream'}").answer(1);
            try (TestClient back = TestClient.open(uri)) {
                assertThat(back.resume(dead.token(), 0).path("recovered").booleanValue()).isTrue();
                back.answer(1);
            }
        }
    }
}
