package io.multiconnection.app.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.CapturedLog;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.reload.ReloadedFiles;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Log and refusals at the start of a gateway that concern the clients' tokens. */
class ClientTokensTest {

    private static final Map<String, String> IDENTITY =
            Map.of(
                    "multiconnection.identity.issuer", "https://login.example",
                    "multiconnection.identity.audience", "multiconnection");
    private static final Map<String, String> OPEN =
            Map.of("multiconnection.allow.destinations", "a.example,b.example/live");

    private final Vertx vertx = Vertx.vertx();
    private final LaunchMode before = LaunchMode.current();

    @AfterEach
    void close() {
        LaunchMode.set(before);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void warnsInProductionThatEveryoneUsesAllowedServers() {
        assertThat(start(LaunchMode.NORMAL, OPEN))
                .singleElement()
                .asString()
                .contains(
                        "clients need no token",
                        "every server that multiconnection.allow.destinations allows",
                        "set multiconnection.identity.issuer");
    }

    @ParameterizedTest
    @CsvSource({"NORMAL", "DEVELOPMENT", "TEST"})
    void namesIssuer(LaunchMode mode) {
        assertThat(start(mode, IDENTITY))
                .containsExactly("clients need a token of https://login.example");
    }

    @ParameterizedTest
    @CsvSource({"DEVELOPMENT", "TEST"})
    void saysInDevelopmentThatClientsNeedNoToken(LaunchMode mode) {
        assertThat(start(mode, OPEN))
                .containsExactly(
                        "clients need no token (multiconnection.identity.issuer is not set)");
    }

    @Test
    void saysNothingInProductionIfClientsReachOnlyPools() {
        assertThat(start(LaunchMode.NORMAL, Map.of())).isEmpty();
    }

    @Test
    void refusesSignInWithoutIssuer() {
        assertThatThrownBy(
                        () ->
                                tokens(
                                        Map.of(
                                                "multiconnection.identity.sign-in.client-id",
                                                "studio")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "multiconnection.identity.sign-in.client-id needs"
                                + " multiconnection.identity.issuer");
    }

    private List<String> start(LaunchMode mode, Map<String, String> settings) {
        LaunchMode.set(mode);
        ClientTokens tokens = tokens(settings);
        try (CapturedLog log = new CapturedLog(ClientTokens.class)) {
            tokens.start(new StartupEvent());
            return List.copyOf(log.lines());
        } finally {
            tokens.close();
        }
    }

    private ClientTokens tokens(Map<String, String> settings) {
        SmallRyeConfig started =
                new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withMapping(GatewayConfig.class)
                        .withSources(new PropertiesConfigSource(settings, "test", 0))
                        .build();
        GatewayConfig config = started.getConfigMapping(GatewayConfig.class);
        return new ClientTokens(config, new ReloadedFiles(config, started), vertx);
    }
}
