package io.multiconnection.app.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.CapturedLog;
import io.multiconnection.app.IssuerResource;
import io.multiconnection.app.IssuerResource.Tokens;
import io.multiconnection.app.TestClient;
import io.multiconnection.app.websocket.GatewayEndpoint;
import io.multiconnection.identity.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets of a gateway that requires tokens. */
@QuarkusTest
@WithTestResource(IssuerResource.class)
class TokenCheckTest {

    private static final String V1 = GatewayEndpoint.SUBPROTOCOL;

    @TestHTTPResource("/v1")
    URI uri;

    Tokens tokens;

    private TestClient open(String token) {
        return TestClient.open(
                uri, "Sec-WebSocket-Protocol", V1, "Authorization", "Bearer " + token);
    }

    private TestClient openAsPage(String token) {
        return TestClient.open(uri, "Sec-WebSocket-Protocol", V1 + ", bearer." + token);
    }

    private void assertRefused(String... headers) {
        assertThatThrownBy(() -> TestClient.open(uri, headers))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        it -> {
                            assertThat(it.getResponse().statusCode()).isEqualTo(401);
                            assertThat(it.getResponse().headers().firstValue("WWW-Authenticate"))
                                    .hasValueSatisfying(v -> assertThat(v).startsWith("Bearer"));
                        });
    }

    @Test
    void opensWithTokenInHeader() {
        try (TestClient client = open(tokens.of("anna", Map.of()))) {
            assertThat(client.await("hello").path("pools").size()).isEqualTo(2);
        }
    }

    @Test
    void opensWithTokenInSubprotocolAndAnswersOnlyItsOwn() {
        try (TestClient client = openAsPage(tokens.of("anna", Map.of()))) {
            client.await("hello");
            assertThat(client.subprotocol()).isEqualTo(V1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer a.b.c", "Basic YTpi", "dev"})
    void refusesUnusableAuthorization(String authorization) {
        assertRefused("Sec-WebSocket-Protocol", V1, "Authorization", authorization);
    }

    @Test
    void refusesWithoutToken() {
        assertRefused("Sec-WebSocket-Protocol", V1);
    }

    @Test
    void refusesSeveralTokens() {
        String token = tokens.of("anna", Map.of());
        try (TestClient client =
                TestClient.open(
                        uri,
                        "Sec-WebSocket-Protocol",
                        V1 + ", bearer." + token,
                        "Authorization",
                        "Bearer " + token)) {
            assertThat(client.awaitClose())
                    .isEqualTo(new TestClient.Closed(4401, "several tokens, expected one"));
        }
    }

    @Test
    void refusesTokenOfAnotherKey() {
        String forged = tokens.issuer().token(TestIssuer.ec("ec"), "anna", Map.of());
        assertRefused("Sec-WebSocket-Protocol", V1, "Authorization", "Bearer " + forged);
    }

    @Test
    void closesWith4401IfTokenOfPageIsRefused() {
        String expired =
                tokens.issuer().expiring(tokens.key(), "anna", Duration.ofMinutes(-5), Map.of());
        try (TestClient client = openAsPage(expired)) {
            assertThat(client.awaitClose())
                    .isEqualTo(new TestClient.Closed(4401, "the token has expired"));
        }
    }

    @Test
    void limitsAnnouncedInHelloAreThoseOfToken() {
        Map<String, Object> claims =
                Map.of("pools", List.of("main"), "servers", 2, "streams", 1, "bitrate", 800_000);
        try (TestClient client = open(tokens.of("anna", claims))) {
            JsonNode hello = client.await("hello");
            assertThat(hello.path("pools").toString()).isEqualTo("[\"main\"]");
            assertThat(hello.path("limits").path("servers").intValue()).isEqualTo(2);
            assertThat(hello.path("limits").path("streams").intValue()).isEqualTo(1);
            assertThat(hello.path("limits").path("bytesPerSecond").intValue()).isEqualTo(100_000);
        }
    }

    @Test
    void closesWith4401WhenTokenExpires() {
        String shortLived =
                tokens.issuer().expiring(tokens.key(), "anna", Duration.ofSeconds(1), Map.of());
        try (TestClient client = open(shortLived)) {
            assertThat(client.await("tokenExpires").path("closeInMs").longValue())
                    .isBetween(0L, 2000L);
            assertThat(client.awaitClose())
                    .isEqualTo(new TestClient.Closed(4401, "the token has expired"));
        }
    }

    @Test
    void staysOpenAfterAuthenticate() {
        String shortLived =
                tokens.issuer().expiring(tokens.key(), "anna", Duration.ofSeconds(5), Map.of());
        try (TestClient client = open(shortLived)) {
            client.await("tokenExpires");
            client.send(
                    "{'id':1,'type':'authenticate','token':'%s'}"
                            .formatted(tokens.of("anna", Map.of("operations", List.of()))));
            assertThat(client.answer(1).path("type").textValue()).isEqualTo("result");
            client.send("{'id':2,'type':'call','method':'m'}"); // by the rights of the new token
            assertThat(client.answer(2).path("code").textValue()).isEqualTo("forbidden");
        }
    }

    @Test
    void refusesAuthenticateOfAnotherSubject() {
        try (TestClient client = open(tokens.of("anna", Map.of()))) {
            client.send(
                    "{'id':1,'type':'authenticate','token':'%s'}"
                            .formatted(tokens.of("mallory", Map.of())));
            JsonNode answer = client.answer(1);
            assertThat(answer.path("code").textValue()).isEqualTo("unauthorized");
            assertThat(answer.path("message").textValue()).contains("another subject");
        }
    }

    @Test
    void resumesOnlyWithTokenOfSameSubject() {
        TestClient lost = open(tokens.of("anna", Map.of()));
        String session = lost.await("hello").path("resume").path("token").textValue();
        lost.send("{'id':1,'type':'disconnect'}").answer(1);
        lost.vanish();
        try (TestClient thief = open(tokens.of("mallory", Map.of()))) {
            thief.await("hello");
            assertThat(thief.resume(session, 1).path("code").textValue())
                    .isEqualTo("resume-failed");
        }
        try (TestClient again = open(tokens.of("anna", Map.of()))) {
            again.await("hello");
            assertThat(again.resume(session, 1).path("recovered").booleanValue()).isTrue();
        }
    }

    @Test
    void logsNoToken() {
        String token = tokens.of("anna", Map.of());
        try (CapturedLog log = new CapturedLog()) {
            openAsPage(token).close();
            open(token).close();
            openAsPage("a.b." + token).awaitClose();
            assertThat(String.join("\n", log.lines())).doesNotContain(token);
        }
    }
}
