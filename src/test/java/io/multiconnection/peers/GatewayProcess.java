package io.multiconnection.peers;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Packaged gateway in its own process, which can be killed, on a free port of 127.0.0.1 unless its
 * configuration names another host.
 */
public final class GatewayProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    /** Time limit for the start on a busy machine. */
    private static final Duration STARTING = Duration.ofMinutes(2);

    private final TempFolder folder = new TempFolder("gateway");
    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final Program program;

    private GatewayProcess(Map<String, String> configuration) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow"));
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dquarkus.management.port=" + managementPort);
        command.add("-Dquarkus.log.console.json.enabled=false");
        configuration.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        program =
                Program.start(folder.path(), Map.of(), command)
                        .awaitListening(port, STARTING)
                        .awaitListening(managementPort, STARTING);
    }

    /** Starts a gateway with a configuration, and waits until it listens. */
    public static GatewayProcess start(Map<String, String> configuration) {
        return new GatewayProcess(configuration);
    }

    /** Returns a URI of the gateway. */
    public URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    /** Returns a URI of the gateway's management port. */
    public URI management(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    /** Returns its output so far. */
    public String output() {
        return program.output();
    }

    /** Kills it like {@code kill -9}. */
    public void kill() {
        program.close();
    }

    @Override
    public void close() {
        kill();
        folder.close();
    }
}
