package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.multiconnection.HangLimit;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Script of the Kubernetes Job that checks a roll-out, against a packaged gateway. */
class SmokeJobIT {

    private static final Path JOB = Path.of("k8s/components/smoke/job.yaml");

    @Test
    void succeedsIfGatewayServesClients() throws IOException {
        int management = Ports.free();
        try (TerminableGateway gateway = TerminableGateway.start(management, Map.of())) {
            String service = "127.0.0.1:" + gateway.port();
            assertThat(run(service, management, "101"))
                    .contains(
                            "GET /q/health/ready HTTP/1.1: HTTP/1.1 200 OK",
                            "GET /v1 HTTP/1.1: HTTP/1.1 101 Switching Protocols",
                            "GET /q/metrics HTTP/1.1: HTTP/1.1 404 Not Found");
            assertThatThrownBy(() -> run(service, management, "401"))
                    .hasMessageContaining("101 Switching Protocols");
            assertThatThrownBy(() -> run("127.0.0.1:" + Ports.free(), management, "101"))
                    .hasMessageContaining("Connection refused");
        }
    }

    private static String run(String service, int management, String handshake) throws IOException {
        JsonNode container =
                new YAMLMapper()
                        .readTree(JOB.toFile())
                        .at("/spec/template/spec/containers/0/command");
        List<String> command = new ArrayList<>();
        container.forEach(word -> command.add(word.textValue()));
        return Program.run(
                Path.of("target"),
                Map.of(
                        "SERVICE",
                        service,
                        "MANAGEMENT",
                        "127.0.0.1:" + management,
                        "HANDSHAKE",
                        handshake),
                HangLimit.DURATION,
                command);
    }
}
