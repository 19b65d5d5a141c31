package io.multiconnection.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.app.reload.ReloadableSettings;
import io.multiconnection.app.rooms.LobbyProducer;
import io.multiconnection.target.Pool;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredSecretTest {

    private static final String KEY = "multiconnection.pools.main.servers[1].key";

    /** Secrets as written by {@code echo}, editors and Windows, and as copied from browsers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "k3y",
                "k3y\n",
                "k3y\r\n",
                "\ufeffk3y\n\n",
                " \tk3y\u00a0",
                "\u200bk3y\u2028",
            })
    void removesWhiteSpaceAroundStreamKey(String configured) {
        Pool pool = pools(configured).get("main");
        assertThat(Objects.requireNonNull(pool).servers().get(1).key()).isEqualTo("k3y");
    }

    @Test
    void keepsWhiteSpaceInsideStreamKey() {
        assertThat(ConfiguredSecret.read(KEY, " my key?a=b c \n")).contains("my key?a=b c");
    }

    /** A blank token means no operators, a blank stream key no key. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\r\n", "\ufeff"})
    void treatsBlankSecretAsAbsent(String configured) {
        assertThat(ConfiguredSecret.read(KEY, configured)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret\nkey",
                "s3cret\r\nkey",
                "s3cret\0key",
                "s3cret\tkey",
                "s3cret\u0085key"
            })
    void refusesControlCharacterWithKeyOfSetting(String configured) {
        assertThatThrownBy(() -> pools(configured))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(KEY + ": a secret with the control character U+00")
                .hasMessageEndingWith(", expected none")
                .satisfies(ConfiguredSecretTest::hasNoSecret);
        for (String key :
                List.of("multiconnection.operator.token", "multiconnection.admission.token")) {
            assertThatThrownBy(() -> ReloadableSettings.of(config(key, configured)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(key + ": a secret with the control")
                    .satisfies(ConfiguredSecretTest::hasNoSecret);
        }
    }

    @Test
    void errorOfUrlNamesKeyWithoutValue() {
        String key = "multiconnection.pools.main.servers[0].url";
        GatewayConfig config = config(key, "rtmp://ann:s3cret@a.example\n/live");
        assertThatThrownBy(() -> ReloadableSettings.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + ": a URL with the control character U+000A, expected none")
                .satisfies(ConfiguredSecretTest::hasNoSecret);
    }

    @Test
    void trimsUrlOfWebhookAndOmitsItFromErrors() {
        assertThat(LobbyProducer.webhook(" https://a.example/?token=s3cret\n"))
                .isEqualTo(URI.create("https://a.example/?token=s3cret"));
        assertThatThrownBy(() -> LobbyProducer.webhook("https://a.example/?token=s3cret key"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal character in query at index 31, expected https://host/path")
                .satisfies(ConfiguredSecretTest::hasNoSecret);
    }

    private static void hasNoSecret(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(each.toString()).doesNotContain("s3cret");
        }
    }

    private static Map<String, Pool> pools(String streamKey) {
        return ReloadableSettings.of(config(KEY, streamKey)).pools();
    }

    /** Returns a configuration with two servers in a pool, and one more value. */
    private static GatewayConfig config(String key, String value) {
        Map<String, String> servers =
                Map.of(
                        "multiconnection.pools.main.servers[0].url", "rtmp://a.example/live",
                        "multiconnection.pools.main.servers[1].url", "rtmp://b.example/live");
        return new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(servers, "servers", 100))
                .withSources(new PropertiesConfigSource(Map.of(key, value), "value", 200))
                .withMapping(GatewayConfig.class)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(GatewayConfig.class);
    }
}
