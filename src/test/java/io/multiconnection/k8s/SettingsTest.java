package io.multiconnection.k8s;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.multiconnection.app.config.GatewayConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Environment variables in {@code k8s/} configure the gateway as intended. */
class SettingsTest {

    /** Time to close clients, viewers and servers, and to stop the JVM. */
    private static final Duration TO_END = Duration.ofSeconds(7);

    @Test
    void baseAllowsNoDestinations() {
        GatewayConfig config = config("base/settings.env");

        assertThat(config.allow().destinations()).isEmpty();
        assertThat(config.allow().privateAddresses()).isFalse();
        assertThat(config.origins()).isEmpty();
        assertThat(config.pools()).isEmpty();
        assertThat(config.embeddedOrigin().ports()).isEmpty();
    }

    @Test
    void developmentReachesEmbeddedServers() {
        GatewayConfig config = config("base/settings.env", "overlays/dev/settings.env");

        assertThat(config.embeddedOrigin().ports().orElseThrow()).containsExactly(1935, 1936);
        assertThat(config.allow().destinations().orElseThrow())
                .containsExactly("127.0.0.1:1935", "127.0.0.1:1936");
        assertThat(config.allow().privateAddresses()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"base,base/deployment.yaml", "overlays/dev,overlays/dev/small.yaml"})
    void podsHaveTimeToDrain(String folder, String deployment) {
        PodSpec pod = pod(deployment);
        Duration preStop =
                Duration.ofSeconds(
                        pod("base/deployment.yaml")
                                .getContainers()
                                .getFirst()
                                .getLifecycle()
                                .getPreStop()
                                .getSleep()
                                .getSeconds());
        Duration grace = config("base/settings.env", folder + "/settings.env").drain().grace();

        assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
                .isGreaterThan(preStop.plus(grace).plus(TO_END));
    }

    private static PodSpec pod(String deployment) {
        return Manifests.read(deployment, Deployment.class).getSpec().getTemplate().getSpec();
    }

    @Test
    void productionReachesNamedServersOnly() {
        GatewayConfig config = config("base/settings.env", "overlays/prod/settings.env");

        assertThat(config.allow().destinations().orElseThrow())
                .containsExactly(
                        "a.rtmp.youtube.com/live2",
                        "live.twitch.tv/app",
                        "live-api-s.facebook.com:443/rtmp");
        assertThat(config.allow().privateAddresses()).isFalse();
        assertThat(config.hosts()).containsExactly("gateway.example.com");
        assertThat(config.origins().orElseThrow()).containsExactly("https://studio.example.com");
        assertThat(config.embeddedOrigin().ports()).isEmpty();
    }

    /**
     * Without trusted proxies all clients would share the limits of the ingress controller's
     * address.
     */
    @Test
    void productionTrustsProxyOfIngress() {
        assertThat(config("base/settings.env").proxies().trusted()).isEmpty();
        assertThat(
                        config("base/settings.env", "overlays/prod/settings.env")
                                .proxies()
                                .trusted()
                                .orElseThrow())
                .containsExactly("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8");
    }

    @Test
    void readsPoolOfReadme() {
        String readme = Manifests.text("README.md");
        GatewayConfig config =
                new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withMapping(GatewayConfig.class)
                        .withSources(new PropertiesConfigSource(properties(readme), "readme", 300))
                        .build()
                        .getConfigMapping(GatewayConfig.class);
        GatewayConfig.PoolConfig pool = config.pools().get("main");

        assertThat(pool.servers())
                .extracting(GatewayConfig.PoolServerConfig::url)
                .containsExactly("rtmp://a.rtmp.youtube.com/live2", "rtmp://live.twitch.tv/app");
        assertThat(pool.servers())
                .extracting(GatewayConfig.PoolServerConfig::key)
                .containsExactly(Optional.of("abcd-efgh"), Optional.of("live_1234"));
        assertThat(config.operator().token()).isPresent();
    }

    private static Map<String, String> properties(String readme) {
        return readme.lines()
                .map(String::strip)
                .filter(line -> line.matches("multiconnection\\.[^ =]+=.*"))
                .collect(
                        toMap(
                                line -> line.substring(0, line.indexOf('=')),
                                line -> line.substring(line.indexOf('=') + 1)));
    }

    /**
     * Returns the configuration from the variables in {@code files}; later files override earlier
     * ones.
     */
    private static GatewayConfig config(String... files) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withMapping(GatewayConfig.class);
        for (int i = 0; i < files.length; i++) {
            builder.withSources(new EnvConfigSource(variables(files[i]), 300 + i));
        }
        return builder.build().getConfigMapping(GatewayConfig.class);
    }

    private static Map<String, String> variables(String file) {
        return Manifests.text(file)
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("[A-Z0-9_]+=.*"))
                .collect(
                        toMap(
                                line -> line.substring(0, line.indexOf('=')),
                                line -> line.substring(line.indexOf('=') + 1)));
    }
}
