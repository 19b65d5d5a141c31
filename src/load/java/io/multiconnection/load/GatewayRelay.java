package io.multiconnection.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.TempFolder;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The packaged gateway with the JVM options of its container image, and limits that fit the load.
 */
final class GatewayRelay extends Relay implements Watchable {

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
    private final int managementPort;
    private final TempFolder folder;
    private final List<String> servers;

    /**
     * Starts the gateway.
     *
     * @param servers ports of the servers to which it publishes and from which it plays
     * @param options further options of the JVM, such as {@code -Dname=value}
     */
    GatewayRelay(Loops loops, List<Integer> servers, List<String> options) {
        int port = Ports.free();
        int management = Ports.free();
        TempFolder temporary = new TempFolder("load-gateway");
        super("gateway", port, program(temporary, port, management, options));
        this.loops = loops;
        managementPort = management;
        folder = temporary;
        this.servers = servers.stream().map(RtmpConnector::url).toList();
    }

    private static Program program(
            TempFolder folder, int port, int management, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Jdk.program("java"));
        command.addAll(JVM);
        CONFIGURATION.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dquarkus.management.port=" + management);
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        return Program.start(folder.path(), Map.of(), command);
    }

    private URI uri(String scheme, String path) {
        return URI.create("%s://127.0.0.1:%d%s".formatted(scheme, port(), path));
    }

    /** Returns a client that is connected to nothing yet. */
    WebSocketClient client() {
        return new WebSocketClient(loops, uri("ws", "/v1"));
    }

    /** Returns the URLs of the servers. */
    List<String> servers() {
        return servers;
    }

    @Override
    WebSocketPublisher publisher(int number) {
        return new WebSocketPublisher(client(), servers, stream(number));
    }

    @Override
    public Viewer viewer(int number, FrameSeat seat) {
        String server = URLEncoder.encode(servers.getFirst(), UTF_8);
        URI uri = uri("http", "/live/%s.flv?server=%s".formatted(stream(number), server));
        return new FlvViewer(loops, uri, seat);
    }

    /** Returns the heap in bytes that is in use after a collection. */
    double liveHeap() {
        List<String> command = List.of(Jdk.program("jcmd"), Long.toString(pid()), "GC.run");
        Program.start(folder.path(), Map.of(), command).awaitSuccess(Duration.ofMinutes(1));
        return usage().heapBytes();
    }

    private JvmUsage usage() {
        return JvmUsage.read(URI.create("http://127.0.0.1:%d/q/metrics".formatted(managementPort)));
    }

    @Override
    Optional<JvmUsage> jvm() {
        return Optional.of(usage());
    }

    @Override
    public void close() {
        super.close();
        folder.close();
    }
}
