package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.peers.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start of the packaged gateway with misspelled keys, from each kind of source. */
class UnknownKeysIT {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    @TempDir private Path folder;

    @Test
    void doesNotStartWithUnknownKeys() throws IOException {
        Files.writeString(
                Files.createDirectory(folder.resolve("config")).resolve("application.properties"),
                """
                multiconnection.pools.main.servers[0].url=rtmp://127.0.0.1/live
                multiconnection.pools.main.servers[0].kye=hidden-1
                """);
        Map<String, String> environment =
                Map.of(
                        "MULTICONNECTION_HOST", "hidden-2",
                        "MULTICONNECTION_GATEWAY_SERVICE_PORT", "8080",
                        "MULTICONNECTION_POOLS_MAIN_SERVERS_0__KEY", "hidden-3");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.port=0",
                        "-Dquarkus.management.port=0",
                        "-Dquarkus.log.console.json.enabled=false",
                        "-Dmulticonnection.limits.sesions=7",
                        "-jar",
                        JAR.toAbsolutePath().toString());

        try (Program gateway = Program.start(folder, environment, command)) {
            assertThat(gateway.awaitEnd(HangLimit.DURATION)).isEqualTo(1);
            assertThat(gateway.output())
                    .contains(
                            "unknown settings: ",
                            "MULTICONNECTION_HOST of EnvConfigSource, did you mean"
                                    + " MULTICONNECTION_HOSTS?",
                            "multiconnection.limits.sesions of SysPropConfigSource, did you mean"
                                    + " multiconnection.limits.sessions?",
                            "multiconnection.pools.main.servers[0].kye of",
                            "did you mean multiconnection.pools.<name>.servers[n].key?",
                            "docs/configuration.md")
                    .doesNotContain("hidden-", "SERVICE_PORT of");
        }
    }
}
