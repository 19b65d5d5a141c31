package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.config.UnknownKeysCheck;
import io.multiconnection.app.reload.ReloadableSettings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The demonstration in docs/examples/compose, checked without Docker: its services, files, ports
 * and settings fit together.
 */
class ComposeTest {

    private static final Path FOLDER = Path.of("docs/examples/compose");
    private static final Pattern EXPOSE = Pattern.compile("(?m)^EXPOSE (.*)$");
    private static final Pattern IMAGE = Pattern.compile("[a-z0-9/-]+:[\\w.-]+");

    /** Names of the Compose Specification that the file may use. */
    private static final Set<String> SERVICE =
            Set.of(
                    "image",
                    "build",
                    "environment",
                    "ports",
                    "depends_on",
                    "mem_limit",
                    "read_only",
                    "tmpfs",
                    "cap_drop",
                    "security_opt",
                    "stop_grace_period",
                    "command",
                    "volumes");

    /** Ports of the images that are not built here. */
    private static final Map<String, Set<Integer>> PORTS =
            Map.of("redis", Set.of(6379), "prometheus", Set.of(9090), "grafana", Set.of(3000));

    private final JsonNode compose = yaml(FOLDER.resolve("compose.yaml"));
    private final Map<String, JsonNode> services = new TreeMap<>();

    ComposeTest() {
        compose.path("services")
                .properties()
                .forEach(it -> services.put(it.getKey(), it.getValue()));
    }

    @Test
    void hasTheServicesOfTheDemonstration() {
        assertThat(services.keySet())
                .containsExactly("gateway", "grafana", "nginx-1", "nginx-2", "prometheus", "redis");
        services.forEach(
                (name, service) -> {
                    assertThat(names(service)).as(name).isSubsetOf(SERVICE);
                    assertThat(service.path("image").asText()).as(name).matches(IMAGE);
                    assertThat(services.keySet()).containsAll(texts(service.path("depends_on")));
                });
    }

    @Test
    void mountsAndBuildsWhatExists() {
        services.forEach(
                (name, service) -> {
                    for (String volume : texts(service.path("volumes"))) {
                        assertThat(FOLDER.resolve(volume.split(":", -1)[0])).as(name).exists();
                    }
                    if (service.has("build")) {
                        assertThat(dockerfile(service)).as(name).exists();
                    }
                });
    }

    @Test
    void publishesPortsOfTheImagesToThisMachineOnly() {
        Set<String> published = new HashSet<>();
        services.forEach(
                (name, service) -> {
                    for (String port : texts(service.path("ports"))) {
                        String[] parts = port.split(":", -1);
                        assertThat(parts).as(name).hasSize(3);
                        assertThat(parts[0]).isEqualTo("127.0.0.1");
                        assertThat(published.add(parts[1])).as(port + " is free").isTrue();
                        assertThat(ports(name)).contains(Integer.parseInt(parts[2]));
                    }
                });
    }

    @Test
    void setsKnownKeysOfTheGateway() {
        SmallRyeConfig config = gateway();

        UnknownKeysCheck.check(config.getConfigSources(), List.of("prod"));
        GatewayConfig mapped = config.getConfigMapping(GatewayConfig.class);
        assertThat(mapped.pools().get("main").servers()).hasSize(2);
        assertThat(ReloadableSettings.of(mapped).pools()).containsKey("main");
        assertThat(mapped.rooms()).containsKey("demo");
    }

    @Test
    void namesServicesAndTheirPorts() throws IOException {
        List<URI> urls = new ArrayList<>();
        GatewayConfig config = gateway().getConfigMapping(GatewayConfig.class);
        config.pools().get("main").servers().forEach(it -> urls.add(URI.create(it.url())));
        urls.add(URI.create(variables().get("QUARKUS_REDIS_HOSTS")));
        texts(
                        yaml(FOLDER.resolve("prometheus/prometheus.yml"))
                                .at("/scrape_configs/0/static_configs/0/targets"))
                .forEach(target -> urls.add(URI.create("http://" + target)));
        urls.add(
                URI.create(
                        yaml(FOLDER.resolve("grafana/provisioning/datasources/prometheus.yml"))
                                .at("/datasources/0/url")
                                .asText()));

        assertThat(urls).hasSize(5);
        for (URI url : urls) {
            assertThat(services).as(url.toString()).containsKey(url.getHost());
            int port = url.getPort() < 0 ? 1935 : url.getPort();
            assertThat(ports(url.getHost())).as(url.toString()).contains(port);
        }
        assertThat(Files.readString(FOLDER.resolve("nginx.conf")))
                .contains("listen 1935;", "application live {");
    }

    @Test
    void showsDashboardsWhereTheyAreMounted() {
        String path =
                yaml(FOLDER.resolve("grafana/provisioning/dashboards/files.yml"))
                        .at("/providers/0/options/path")
                        .asText();

        assertThat(texts(services.get("grafana").path("volumes")))
                .anyMatch(volume -> volume.split(":", -1)[1].equals(path));
    }

    private SmallRyeConfig gateway() {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(GatewayConfig.class)
                .withSources(new EnvConfigSource(variables(), 300))
                .build();
    }

    private Map<String, String> variables() {
        Map<String, String> all = new HashMap<>();
        services.get("gateway")
                .path("environment")
                .properties()
                .forEach(it -> all.put(it.getKey(), it.getValue().asText()));
        return all;
    }

    private static Path dockerfile(JsonNode service) {
        return FOLDER.resolve(service.at("/build/context").asText())
                .resolve(service.at("/build/dockerfile").asText());
    }

    private Set<Integer> ports(String name) {
        JsonNode service = services.get(name);
        if (!service.has("build")) {
            return PORTS.get(name);
        }
        Set<Integer> ports = new HashSet<>();
        EXPOSE.matcher(text(dockerfile(service)))
                .results()
                .map((MatchResult line) -> line.group(1).split(" ", -1))
                .flatMap(Stream::of)
                .forEach(port -> ports.add(Integer.valueOf(port)));
        return ports;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(it -> texts.add(it.asText()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode yaml(Path file) {
        try {
            return new YAMLMapper().readTree(text(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
