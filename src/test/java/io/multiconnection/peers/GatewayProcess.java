package io.multiconnection.peers;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packaged gateway in its own process, which can be killed, on a free port of 127.0.0.1 unless its
 * configuration names another host.
 */
public final class GatewayProcess implements AutoCloseable {

    private static final List<String> JVM_OPTIONS =
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx512m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /** Time limit for the start on a busy machine. */
    private static final Duration STARTING = Duration.ofMinutes(2);

    private final TempFolder folder = new TempFolder("gateway");
    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final Program program;

    private GatewayProcess(Map<String, String> configuration) {
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.port", Integer.toString(managementPort));
        settings.put("quarkus.log.console.json.enabled", "false");
        settings.putAll(configuration);
        List<String> command = PackagedGateway.command(JVM_OPTIONS, settings);
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
