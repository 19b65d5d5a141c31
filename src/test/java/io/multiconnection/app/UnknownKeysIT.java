package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.peers.PackagedGateway;
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
                PackagedGateway.command(
                        List.of("-XX:TieredStopAtLevel=1"),
                        Map.of(
                                "quarkus.http.port", "0",
                                "quarkus.management.port", "0",
                                "quarkus.log.console.json.enabled", "false",
                                "multiconnection.limits.sesions", "7"));

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
