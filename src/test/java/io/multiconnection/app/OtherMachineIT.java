package io.multiconnection.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.peers.GatewayProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Ports of the packaged gateway with the settings of production, seen from an address that other
 * machines use.
 */
class OtherMachineIT {

    @Test
    void reachesPublicPathsOnly() throws IOException {
        Map<String, String> settings =
                Map.of("quarkus.http.host", "0.0.0.0", "multiconnection.operator.token", "t0ken");
        try (GatewayProcess gateway = GatewayProcess.start(settings)) {
            int port = gateway.uri("http", "").getPort();
            int management = gateway.management("").getPort();
            assertThat(given().get(gateway.management("/q/health/ready")).statusCode())
                    .isEqualTo(200);
            given().header("Authorization", "Bearer t0ken")
                    .get(gateway.management("/api/rooms"))
                    .then()
                    .statusCode(200);
            assertThat(outsideAddresses())
                    .isNotEmpty()
                    .allSatisfy(
                            host -> {
                                assertThatThrownBy(() -> new Socket(host, management).close())
                                        .isInstanceOf(ConnectException.class);
                                assertThat(status(host, port, "/protocol/v1/schema.json"))
                                        .isEqualTo(200);
                                assertThat(status(host, port, "/sdk/multiconnection-flash.js"))
                                        .isEqualTo(200);
                                for (String path :
                                        List.of(
                                                "/q/health/ready",
                                                "/q/metrics",
                                                "/q/openapi",
                                                "/api/rooms",
                                                "/api/pending",
                                                "/index.html")) {
                                    assertThat(status(host, port, path)).as(path).isEqualTo(404);
                                }
                            });
        }
    }

    private static List<String> outsideAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(it -> it instanceof Inet4Address && !it.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static int status(String host, int port, String path) {
        return given().get("http://%s:%d%s".formatted(host, port, path)).statusCode();
    }
}
