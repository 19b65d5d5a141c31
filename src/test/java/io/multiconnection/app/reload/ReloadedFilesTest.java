package io.multiconnection.app.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.CapturedLog;
import io.multiconnection.app.MountedSecret;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.target.Pool;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.PropertiesLocationConfigSourceFactory;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties in files that change, as Kubernetes mounts a Secret. */
class ReloadedFilesTest {

    private static final String FILE = "gateway.properties";
    private static final String POOL =
            """
            multiconnection.pools.main.servers[0].url=rtmp://ann:first-password@a.example/live
            multiconnection.pools.main.servers[0].key=first-key
            """;
    private static final String TOKENS =
            """
            multiconnection.operator.token=first-operator
            multiconnection.admission.token=first-webhook
            """;

    @TempDir private Path folder;

    private final CapturedLog log = new CapturedLog();
    private MountedSecret secret;

    @BeforeEach
    void mount() {
        secret = new MountedSecret(folder.resolve("secrets")).put(FILE, POOL + TOKENS);
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void readsChangedPoolAndTokens() {
        ReloadedFiles files = start();
        ReloadableSettings before = files.settings();

        secret.put(FILE, (POOL + TOKENS).replace("first", "second"));
        assertThat(files.settings()).isSameAs(before);
        files.check();

        assertThat(key(before)).isEqualTo("first-key");
        assertThat(key(files.settings())).isEqualTo("second-key");
        assertThat(files.settings().operatorToken()).contains("second-operator");
        assertThat(files.settings().admissionToken()).contains("second-webhook");
        assertThat(log.lines())
                .containsExactly(
                        "settings: changed multiconnection.pools.main,"
                                + " multiconnection.operator.token,"
                                + " multiconnection.admission.token");
    }

    @Test
    void keepsEqualPoolsSoThatPlaysStayShared() {
        ReloadedFiles files = start();
        Pool before = main(files.settings());
        secret.put(FILE, POOL + TOKENS.replace("first", "second"));
        files.check();
        assertThat(main(files.settings())).isEqualTo(before).hasSameHashCodeAs(before);
        assertThat(log.lines()).noneMatch(line -> line.contains("pools"));
    }

    @Test
    void addsAndRemovesPools() {
        ReloadedFiles files = start();
        secret.put("more.properties", POOL.replace("main", "other"));
        files.check();
        assertThat(files.settings().pools()).containsOnlyKeys("main", "other");
        secret.remove("more.properties");
        secret.put(FILE, "");
        files.check();
        assertThat(files.settings().pools()).isEmpty();
        assertThat(files.settings().operatorToken()).isEmpty();
        assertThat(log.lines())
                .containsExactly(
                        "settings: changed multiconnection.pools.other (new)",
                        "settings: changed multiconnection.pools.main (removed),"
                                + " multiconnection.pools.other (removed),"
                                + " multiconnection.operator.token,"
                                + " multiconnection.admission.token");
    }

    @Test
    void readsPropertiesOfTheProfile() {
        ReloadedFiles files = start();
        secret.put(
                FILE,
                POOL
                        + """
                        %prod.multiconnection.pools.main.servers[0].key=prod-key
                        %dev.multiconnection.pools.main.servers[0].key=dev-key
                        """);
        files.check();
        assertThat(key(files.settings())).isEqualTo("prod-key");
    }

    /** Sources above the files, such as system properties, keep their precedence. */
    @Test
    void keepsOrderOfSources() {
        ReloadedFiles files = start(Map.of("multiconnection.operator.token", "of-the-process"));
        secret.put(FILE, (POOL + TOKENS).replace("first", "second"));
        files.check();
        assertThat(files.settings().operatorToken()).contains("of-the-process");
        assertThat(key(files.settings())).isEqualTo("second-key");
    }

    /** Contents that are invalid, and what the warning says about them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    servers[0].url=http://s3cret      | servers[0].url
                    servers[0].key=s3cret\\u0007x     | servers[0].key: a secret with the control
                    servers[0].key=\\uZZZZs3cret      | Malformed
                    servers[1].key=s3cret             | servers[1].url
                    servers[0].kye=s3cret             | servers[0].kye
                    servers[0].values.x=s3cret        | values.x
                    """)
    void keepsLastSettingsWithOneWarningWithoutSecrets(String line, String problem) {
        ReloadedFiles files = start();
        ReloadableSettings before = files.settings();
        String key = line.substring(0, line.indexOf('='));
        String others =
                POOL.lines()
                        .filter(it -> !it.startsWith("multiconnection.pools.main." + key))
                        .collect(Collectors.joining("\n", "", "\n"));
        secret.put(
                FILE,
                (others + TOKENS).replace("first", "s3cret")
                        + "multiconnection.pools.main."
                        + line);
        files.check();
        files.check();
        assertThat(files.settings()).isSameAs(before);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("settings: ")
                .contains(problem)
                .endsWith("; the last valid content stays in use")
                .doesNotContain("s3cret");

        secret.put(FILE, (POOL + TOKENS).replace("first", "third"));
        files.check();
        assertThat(key(files.settings())).isEqualTo("third-key");
    }

    @Test
    void masksValueThatCannotBeConverted() {
        ReloadedFiles files = start();
        secret.put(FILE, POOL + "multiconnection.limits.calls=s3cret");
        files.check();
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("multiconnection.limits.calls")
                .doesNotContain("s3cret");
    }

    @Test
    void warnsOfSettingsThatNeedRestart() {
        ReloadedFiles files = start();
        secret.put(FILE, POOL + TOKENS + "multiconnection.limits.calls=7\n");
        files.check();
        assertThat(log.lines())
                .containsExactly(
                        "settings: a restart is needed to change multiconnection.limits.calls");
    }

    @Test
    void doesNothingIfNothingChanged() {
        ReloadedFiles files = start();
        ReloadableSettings before = files.settings();
        secret.put(FILE, POOL + TOKENS);
        files.check();
        assertThat(files.settings()).isSameAs(before);
        assertThat(log.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "61m"})
    void refusesPeriodOutOfRange(String period) {
        GatewayConfig config =
                config(Map.of("multiconnection.reload-period", period))
                        .getConfigMapping(GatewayConfig.class);
        assertThatThrownBy(() -> new ReloadTimer(config, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("multiconnection.reload-period: ")
                .hasMessageEndingWith("expected 0 to 3600000");
    }

    private ReloadedFiles start() {
        return start(Map.of());
    }

    /** Returns the files of a gateway with {@code settings} above those of the secret. */
    private ReloadedFiles start(Map<String, String> settings) {
        SmallRyeConfig config = config(settings);
        return new ReloadedFiles(config.getConfigMapping(GatewayConfig.class), config);
    }

    private SmallRyeConfig config(Map<String, String> settings) {
        Map<String, String> locations = Map.of("smallrye.config.locations", secret.path() + "/");
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withProfile("prod")
                .withSources(new PropertiesConfigSource(settings, "properties", 400))
                .withSources(new PropertiesConfigSource(locations, "environment", 300))
                .withSources(new PropertiesLocationConfigSourceFactory())
                .withMapping(GatewayConfig.class)
                .build();
    }

    private static Pool main(ReloadableSettings settings) {
        return Objects.requireNonNull(settings.pools().get("main"));
    }

    private static String key(ReloadableSettings settings) {
        return Objects.requireNonNull(main(settings).servers().getFirst().key());
    }
}
