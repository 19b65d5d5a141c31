package io.multiconnection.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Misspelled keys and their corrections. */
class UnknownKeysCheckTest {

    @ParameterizedTest
    @CsvSource({
        "multiconnection.limits.sesions, multiconnection.limits.sessions",
        "multiconnection.limit.sessions, multiconnection.limits.sessions",
        "multiconnection.sessions, multiconnection.limits.sessions",
        "multiconnection.streams, multiconnection.limits.streams",
        "multiconnection.limits.textBytes, multiconnection.limits.text-bytes",
        "multiconnection.allow.destination, multiconnection.allow.destinations",
        "multiconnection.allow.destination[0], multiconnection.allow.destinations",
        "multiconnection.destinations, multiconnection.allow.destinations",
        "multiconnection.host, multiconnection.hosts",
        "multiconnection.drain.gracee, multiconnection.drain.grace",
        "multiconnection.drain.grace-period, multiconnection.drain.grace",
        "multiconnection.resume.silentafter, multiconnection.resume.silent-after",
        "multiconnection.pools.a.servers[0].kye, multiconnection.pools.<name>.servers[n].key",
        "multiconnection.pools.a.server[0].url, multiconnection.pools.<name>.servers[n].url",
        "multiconnection.pools.a.servers.url, multiconnection.pools.<name>.servers[n].url",
        "multiconnection.pool.main.values, multiconnection.pools.<name>.values",
        "multiconnection.rooms.lobby.mastre, multiconnection.rooms.<name>.master",
        "%prod.multiconnection.operator.tokn, multiconnection.operator.token",
    })
    void namesTheNearestKey(String unknown, String nearest) {
        assertThatThrownBy(() -> check(Map.of(unknown, "secret"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        unknown
                                + " of PropertiesConfigSource[source=test], did you mean "
                                + nearest
                                + "?")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "MULTICONNECTION_LIMITS_SESIONS, MULTICONNECTION_LIMITS_SESSIONS",
        "MULTICONNECTION_SESSIONS, MULTICONNECTION_LIMITS_SESSIONS",
        "MULTICONNECTION_ALLOW_DESTINATION, MULTICONNECTION_ALLOW_DESTINATIONS",
        "MULTICONNECTION_POOLS_MAIN_SERVERS_0_KEY, MULTICONNECTION_POOLS_<NAME>_SERVERS_<n>__KEY",
        "MULTICONNECTION_POOLS_MAIN_SERVERS_0__KYE, MULTICONNECTION_POOLS_<NAME>_SERVERS_<n>__KEY",
        "MULTICONNECTION_POOL_MAIN_SERVERS_0__URL, MULTICONNECTION_POOLS_<NAME>_SERVERS_<n>__URL",
        "MULTICONNECTION_DRAIN_GRACE_PERIOD, MULTICONNECTION_DRAIN_GRACE",
        "MULTICONNECTION_OPERATOR_TOKN, MULTICONNECTION_OPERATOR_TOKEN",
        "_PROD_MULTICONNECTION_HOST, MULTICONNECTION_HOSTS",
    })
    void namesTheNearestVariable(String unknown, String nearest) {
        assertThatThrownBy(() -> check(Map.of(), Map.of(unknown, "secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        unknown + " of EnvConfigSource, did you mean " + nearest + "?")
                .hasMessageNotContaining("secret");
    }

    @Test
    void reportsAllUnknownKeysAtOnce() {
        assertThatThrownBy(
                        () ->
                                check(
                                        Map.of(
                                                "multiconnection.hots", "a",
                                                "multiconnection.orgins", "b",
                                                "multiconnection.hosts", "c"),
                                        Map.of("MULTICONNECTION_PLAY_SHARD", "true")))
                .hasMessage(
                        "unknown settings: MULTICONNECTION_PLAY_SHARD of EnvConfigSource, did you"
                                + " mean MULTICONNECTION_PLAY_SHARED?; multiconnection.hots of"
                                + " PropertiesConfigSource[source=test], did you mean"
                                + " multiconnection.hosts?; multiconnection.orgins of"
                                + " PropertiesConfigSource[source=test], did you mean"
                                + " multiconnection.origins? (docs/configuration.md lists all"
                                + " settings)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multiconnection.hosts",
                "multiconnection.hosts[0]",
                "multiconnection.pools.a-b.servers[12].url",
                "multiconnection.pools.\"a.b\".servers[0].key",
                "multiconnection.rooms.Ünï.servers[3]",
                "%dev.multiconnection.limits.sessions",
                "multiconnectionx.limits",
                "quarkus.http.port",
            })
    void acceptsKeys(String key) {
        assertThatCode(() -> check(Map.of(key, "1"), Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "MULTICONNECTION_HOSTS, a",
        "MULTICONNECTION_HOSTS_0_, a",
        "MULTICONNECTION_POOLS_MAIN_SERVERS_0__URL, rtmp://a/b",
        "MULTICONNECTION_POOLS_MY_POOL_SERVERS_10__KEY, a",
        "MULTICONNECTION_POOLS__A_B__VALUES, true",
        "MULTICONNECTION_ROOMS_TALK_PRIVATE_ADDRESSES, true",
        "MULTICONNECTION_EMBEDDED_ORIGIN_PORTS, 1935",
        "_PROD_MULTICONNECTION_HOSTS, a",
        "_TEST_MULTICONNECTION_ANY, of another profile",
        "MULTICONNECTION_GATEWAY_SERVICE_HOST, 10.0.0.1",
        "MULTICONNECTION_GATEWAY_SERVICE_PORT, 8080",
        "MULTICONNECTION_GATEWAY_SERVICE_PORT_HTTP, 8080",
        "MULTICONNECTION_GATEWAY_PORT, tcp://10.0.0.1:8080",
        "MULTICONNECTION_PORT_8080_TCP, tcp://10.0.0.1:8080",
        "MULTICONNECTION_PORT_8080_TCP_ADDR, 10.0.0.1",
        "MULTICONNECTION, a",
        "OTHER_MULTICONNECTION_X, a",
    })
    void acceptsVariables(String name, String value) {
        assertThatCode(() -> check(Map.of(), Map.of(name, value))).doesNotThrowAnyException();
    }

    @Test
    void acceptsEachDocumentedKeyAndVariable() throws IOException {
        Map<String, String> keys = new TreeMap<>();
        Map<String, String> variables = new TreeMap<>();
        Pattern.compile("^\\| `(multiconnection[^`]+)`<br>`(\\w+)`", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .forEach(
                        row -> {
                            keys.put(
                                    row.group(1).replace("[n]", "[3]").replace("<name>", "x"), "1");
                            variables.put(row.group(2).replace("_N_", "_3_"), "1");
                        });

        assertThat(keys).hasSizeGreaterThan(80);
        assertThatCode(() -> check(keys, variables)).doesNotThrowAnyException();
    }

    @Test
    void acceptsTheDefaultConfiguration() throws IOException {
        Properties defaults = new Properties();
        defaults.load(getClass().getResourceAsStream("/application.properties"));
        Map<String, String> keys = new TreeMap<>();
        defaults.stringPropertyNames().forEach(key -> keys.put(key, defaults.getProperty(key)));

        assertThatCode(() -> check(keys, Map.of())).doesNotThrowAnyException();
    }

    private static void check(Map<String, String> keys, Map<String, String> variables) {
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(keys, "test", 100))
                        .withSources(new EnvConfigSource(variables, 300))
                        .build();
        UnknownKeysCheck.check(config.getConfigSources(), List.of("prod"));
    }
}
