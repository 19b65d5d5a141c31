package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** AOT cache of the JVM image: the script that trains it, with the packaged gateway. */
@DisabledIfSystemProperty(
        named = "native.image.path",
        matches = ".+",
        disabledReason = "a native image has no AOT cache")
class AotCacheIT {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Path SCRIPT = Path.of("src/main/docker/train-aot-cache").toAbsolutePath();

    /** Time limit for a start, a stop, and writing the cache, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir private Path folder;

    @Test
    void startsWithClassesOfTheTrainedCache() throws IOException {
        Path cache = folder.resolve("gateway.aot");
        Path loaded = folder.resolve("loaded.txt");
        Path java = Path.of(System.getProperty("java.home"), "bin");
        Map<String, String> environment =
                Map.of(
                        "PATH",
                        java + ":" + System.getenv("PATH"),
                        "JDK_JAVA_OPTIONS",
                        "-XX:+UseG1GC -XX:+UseCompactObjectHeaders",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(Ports.free()),
                        "QUARKUS_MANAGEMENT_PORT",
                        Integer.toString(Ports.free()));

        try (Program training =
                Program.start(
                        folder,
                        environment,
                        List.of(SCRIPT.toString(), JAR.toString(), cache.toString()))) {
            training.awaitSuccess(PATIENCE);
        }
        // AOTMode=on: the JVM does not start if it cannot use the cache
        List<String> command =
                List.of(
                        java.resolve("java").toString(),
                        "-XX:AOTCache=" + cache,
                        "-XX:AOTMode=on",
                        "-Xlog:class+load:file=" + loaded,
                        "-jar",
                        JAR.toString());
        int port = Integer.parseInt(environment.get("QUARKUS_HTTP_PORT"));
        try (Program gateway =
                Program.start(folder, environment, command).awaitListening(port, PATIENCE)) {
            assertThat(gateway.isAlive()).isTrue();
        }

        assertThat(Files.readAllLines(loaded))
                .anyMatch(
                        line ->
                                line.contains(" io.multiconnection.gateway.Gateway ")
                                        && line.contains("shared objects file"));
    }
}
