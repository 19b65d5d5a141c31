package io.multiconnection.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged gateway in a process of its own, where a test needs several, or one that goes. It
 * listens on a free port of 127.0.0.1 and may reach servers on this machine.
 */
public final class PackagedGateway implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final int port = Ports.free();
    private final Program program;

    private PackagedGateway(Map<String, String> settings) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx256m"));
        command.addAll(
                List.of(
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.log.console.json.enabled=false",
                        "-Dmulticonnection.allow.destinations=*",
                        "-Dmulticonnection.allow.private-addresses=true"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        program = Program.start(Path.of("."), Map.of(), command).awaitListening(port);
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param settings further keys of its configuration
     */
    public static PackagedGateway start(Map<String, String> settings) {
        return new PackagedGateway(settings);
    }

    public int port() {
        return port;
    }

    /** Asks it to go (SIGTERM), as whoever deploys the next one does; returns at once. */
    public void terminate() {
        Program.exitStatus(List.of("kill", "-TERM", Long.toString(program.pid())));
    }

    /** Waits until it is gone. */
    public void awaitEnd(Duration limit) {
        program.awaitEnd(limit);
    }

    /** What it has logged. */
    public String output() {
        return program.output();
    }

    /** Kills it. */
    @Override
    public void close() {
        program.close();
    }
}
