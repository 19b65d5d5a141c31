package io.multiconnection.app;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged gateway in a process of its own, that can be told to end. */
final class GatewayProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private final int port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Program program;

    private GatewayProcess(Map<String, String> configuration) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dquarkus.log.console.json.enabled=false");
        command.add("-Dmulticonnection.allow.destinations=*");
        command.add("-Dmulticonnection.allow.private-addresses=true");
        configuration.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        program = Program.start(Path.of("target"), Map.of(), command).awaitListening(port);
    }

    /** Starts one, with this configuration besides what lets it reach this machine. */
    static GatewayProcess start(Map<String, String> configuration) {
        return new GatewayProcess(configuration);
    }

    int port() {
        return port;
    }

    /** Opens a session and takes its hello. */
    Page open() {
        return Page.open(uri("/v1"));
    }

    /** What a GET of this path answers, without its body. */
    int status(String path) {
        return get(path, BodyHandlers.discarding()).statusCode();
    }

    /** What a GET of this path answers, read as it comes. */
    <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(HttpRequest.newBuilder(uri(path)).build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Tells it to end, as a cluster does. */
    void terminate() {
        program.terminate();
    }

    boolean isAlive() {
        return program.isAlive();
    }

    /** Waits for its end. */
    void awaitEnd(Duration limit) {
        program.awaitEnd(limit);
    }

    /** What it has logged. */
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
