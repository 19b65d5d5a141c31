package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.multiconnection.peers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthProbeTest {

    @ParameterizedTest
    @CsvSource({"200, true", "204, false", "404, false", "500, false", "503, false"})
    void isHealthyIfStatusIs200(int status, boolean healthy) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> exchange.sendResponseHeaders(status, -1));
        server.start();
        try {
            assertThat(HealthProbe.isHealthy(uri(server.getAddress().getPort())))
                    .isEqualTo(healthy);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void isNotHealthyIfNobodyListens() {
        assertThat(HealthProbe.isHealthy(uri(Ports.free()))).isFalse();
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:%d/q/health/live".formatted(port));
    }
}
