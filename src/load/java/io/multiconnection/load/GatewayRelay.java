package io.multiconnection.load;

import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.TempFolder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The packaged gateway with the JVM options of its container image, and limits that fit the load.
 */
final class GatewayRelay implements Relay {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private static final List<String> JVM =
            List.of(
                    "-Xmx2g",
                    "-XX:+UseG1GC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private static final Map<String, String> CONFIGURATION =
            Map.ofEntries(
                    Map.entry("quarkus.http.host", "127.0.0.1"),
                    Map.entry("quarkus.http.limits.max-connections", "40000"),
                    Map.entry("multiconnection.allow.destinations", "127.0.0.1:*"),
                    Map.entry("multiconnection.allow.private-addresses", "true"),
                    Map.entry("multiconnection.limits.exempt-addresses", "127.0.0.1"),
                    Map.entry("multiconnection.limits.servers", "64"),
                    Map.entry("multiconnection.limits.messages-per-second", "10000"),
                    Map.entry("multiconnection.limits.bytes-per-second", "256M"),
                    Map.entry("multiconnection.limits.loop-share", "1"),
                    Map.entry("multiconnection.limits.queue-time", "60s"),
                    Map.entry("multiconnection.limits.queue-bytes", "64M"),
                    Map.entry("multiconnection.memory.per-session", "256M"),
                    Map.entry("multiconnection.memory.total", "1G"),
                    Map.entry("multiconnection.memory.per-address", "1G"),
                    Map.entry("multiconnection.recover.host-interval", "0s"));

    private final Loops loops;
    private final List<String> servers;
    private final int port = Ports.free();
    private final TempFolder folder = new TempFolder("load-gateway");
    private final Program program;

    /**
     * Starts the gateway.
     *
     * @param options further options of the JVM, such as {@code -Dname=value}
     */
    GatewayRelay(Loops loops, Sinks sinks, List<String> options) {
        this.loops = loops;
        this.servers = sinks.ports().stream().map("rtmp://127.0.0.1:%d/live"::formatted).toList();
        List<String> command = new ArrayList<>();
        command.add(program("java"));
        command.addAll(JVM);
        CONFIGURATION.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-Dquarkus.http.port=" + port);
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        program = Program.start(folder.path(), Map.of(), command).awaitListening(port);
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public long pid() {
        return program.pid();
    }

    /** Returns the address of its WebSocket. */
    URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/v1");
    }

    @Override
    public WebSocketPublisher publisher(int number) {
        return new WebSocketPublisher(loops, uri(), servers, "s" + number);
    }

    /** Returns the heap in bytes that is in use after a collection. */
    double liveHeap() {
        Program.start(
                        folder.path(),
                        Map.of(),
                        List.of(program("jcmd"), Long.toString(pid()), "GC.run"))
                .awaitSuccess(Duration.ofMinutes(1));
        return jvm().orElseThrow().heapBytes();
    }

    private static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    @Override
    public Optional<JvmUsage> jvm() {
        return Optional.of(JvmUsage.read(URI.create("http://127.0.0.1:" + port + "/q/metrics")));
    }

    @Override
    public void close() {
        program.close();
        folder.close();
    }
}
