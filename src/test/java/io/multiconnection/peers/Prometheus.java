package io.multiconnection.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Prometheus on a free port of 127.0.0.1, which scrapes one metrics page each second. */
public final class Prometheus implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TempFolder folder = new TempFolder("prometheus");
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private final Program program;

    private Prometheus(URI page, JsonNode rules) throws IOException {
        Path configuration = folder.path().resolve("prometheus.yml");
        Files.writeString(folder.path().resolve("rules.yml"), JSON.writeValueAsString(rules));
        Files.writeString(configuration, JSON.writeValueAsString(configuration(page)));
        program =
                Program.start(
                                folder.path(),
                                Map.of(),
                                List.of(
                                        "prometheus",
                                        "--config.file=" + configuration,
                                        "--storage.tsdb.path=" + folder.path().resolve("data"),
                                        "--web.listen-address=127.0.0.1:" + port))
                        .awaitListening(port);
    }

    private static Map<String, Object> configuration(URI page) {
        return Map.of(
                "global", Map.of("scrape_interval", "1s", "evaluation_interval", "1s"),
                "rule_files", List.of("rules.yml"),
                "scrape_configs",
                        List.of(
                                Map.of(
                                        "job_name",
                                        "multiconnection-gateway",
                                        "metrics_path",
                                        page.getPath(),
                                        "static_configs",
                                        List.of(Map.of("targets", List.of(page.getAuthority()))))));
    }

    /** Starts it with alert rules for a metrics page. */
    public static Prometheus start(URI page, JsonNode rules) {
        try {
            return new Prometheus(page, rules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the series that a query results in now. */
    public JsonNode query(String query) {
        return get("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("result");
    }

    /** Returns the groups of the alert rules with their evaluation. */
    public JsonNode rules() {
        return get("rules").path("groups");
    }

    private JsonNode get(String path) {
        URI uri = URI.create("http://127.0.0.1:%d/api/v1/%s".formatted(port, path));
        try {
            JsonNode answer =
                    JSON.readTree(
                            http.send(
                                            HttpRequest.newBuilder(uri).build(),
                                            BodyHandlers.ofInputStream())
                                    .body());
            if (!answer.path("status").asText().equals("success")) {
                throw new IllegalStateException("Prometheus answered " + answer + " to " + uri);
            }
            return answer.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        program.close();
        http.close();
        folder.close();
    }
}
