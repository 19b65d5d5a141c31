package io.multiconnection.app;

import io.multiconnection.peers.PackagedGateway;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Packaged gateway in its own process, which can be terminated gracefully. */
final class TerminableGateway implements AutoCloseable {

    private final int port = Ports.free();
    private final int managementPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Program program;

    private TerminableGateway(
            Path runtime,
            List<String> options,
            int managementPort,
            Map<String, String> configuration) {
        this.managementPort = managementPort;
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.port", Integer.toString(managementPort));
        settings.put("quarkus.log.console.json.enabled", "false");
        settings.put("multiconnection.allow.destinations", "*");
        settings.put("multiconnection.allow.private-addresses", "true");
        settings.putAll(configuration);
        List<String> command = PackagedGateway.command(runtime, options, settings);
        program = Program.start(Path.of("target"), Map.of(), command).awaitListening(port);
    }

    /** Starts a gateway with {@code configuration}, which may reach servers on this machine. */
    static TerminableGateway start(Map<String, String> configuration) {
        return start(Ports.free(), configuration);
    }

    /** Starts a gateway with the given port of its management interface. */
    static TerminableGateway start(int managementPort, Map<String, String> configuration) {
        Path runtime = Path.of(System.getProperty("java.home"));
        return new TerminableGateway(runtime, List.of(), managementPort, configuration);
    }

    /** Starts a gateway on another Java runtime, with options of the JVM. */
    static TerminableGateway startOn(Path runtime, List<String> options) {
        return new TerminableGateway(runtime, options, Ports.free(), Map.of());
    }

    int port() {
        return port;
    }

    /** Opens a session and receives its hello. */
    TestClient open() {
        return TestClient.open(uri("/v1"));
    }

    /** Returns the status of a GET request. */
    int status(String path) {
        return get(path, BodyHandlers.discarding()).statusCode();
    }

    /** Returns the status of a check of the gateway's health: {@code ready}, {@code live}. */
    int health(String check) {
        return get(management("/q/health/" + check), BodyHandlers.discarding()).statusCode();
    }

    /** Returns the metrics page. */
    String metrics() {
        return get(management("/q/metrics"), BodyHandlers.ofString()).body();
    }

    /** Sends a GET request. */
    <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> handler) {
        return get(uri(path), handler);
    }

    private <T> HttpResponse<T> get(URI uri, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the URI of a path on the public port. */
    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Returns the URI of a path on the management port. */
    URI management(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    /** Sends SIGTERM. */
    void terminate() {
        program.terminate();
    }

    boolean isAlive() {
        return program.isAlive();
    }

    /** Waits for the end of the process. */
    void awaitEnd(Duration limit) {
        program.awaitEnd(limit);
    }

    /** Returns its log. */
    String output() {
        return program.output();
    }

    @Override
    public void close() {
        program.close();
        http.shutdownNow();
        http.close();
    }
}
