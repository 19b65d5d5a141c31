package io.multiconnection.app.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.multiconnection.app.GatewayProducer;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.metrics.MicrometerLobbyMetrics;
import io.multiconnection.app.reload.ReloadedFiles;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.Request.RoomWish;
import io.multiconnection.rooms.AdmissionHook;
import io.multiconnection.rooms.AdmissionHook.AdmissionRequest;
import io.multiconnection.rooms.AdmissionHook.AdmissionResponse;
import io.multiconnection.rooms.AdmissionHook.NoResponseException;
import io.multiconnection.rooms.Lobby;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LobbyProducerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final byte[] HOLD =
            "{\"id\":\"one\",\"decision\":\"hold\"}".getBytes(StandardCharsets.UTF_8);

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/admit",
                exchange -> {
                    exchange.sendResponseHeaders(200, HOLD.length);
                    exchange.getResponseBody().write(HOLD);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void closesWebhookAtShutdown() {
        SmallRyeConfig started =
                config(
                        Map.of(
                                "multiconnection.admission.url",
                                "http://127.0.0.1:%d/admit"
                                        .formatted(server.getAddress().getPort())));
        GatewayConfig config = started.getConfigMapping(GatewayConfig.class);
        ReloadedFiles files = new ReloadedFiles(config, started);
        GatewayProducer gateway = new GatewayProducer();
        LobbyProducer producer = new LobbyProducer(config, files, vertx, null);
        Lobby lobby =
                producer.lobby(
                        gateway.dialer(config, files, vertx),
                        gateway.recover(config),
                        gateway.memory(config),
                        new MicrometerLobbyMetrics(new SimpleMeterRegistry()));
        assertThat(ask(producer)).isEqualTo(new AdmissionResponse.Hold());

        producer.close(new ShutdownEvent(), lobby);
        assertThatThrownBy(() -> ask(producer)).isInstanceOf(NoResponseException.class);
    }

    private static AdmissionResponse ask(LobbyProducer producer) {
        RoomWish wish = new RoomWish(null, new RoomRef.Group("chat"), "Foo", "my token");
        return producer.hook()
                .ask(new AdmissionRequest("one", "session", "main", wish))
                .await()
                .atMost(TIMEOUT);
    }

    @Test
    void refusesReservationsInMemoryForSeveralGateways() {
        SmallRyeConfig config =
                config(
                        Map.of(
                                "multiconnection.rooms.main.master",
                                "rtmp://master.example/master",
                                "multiconnection.peers.addresses",
                                "gateways.example:9000"));
        assertThatThrownBy(() -> producer(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("multiconnection.reservations: store memory with several")
                .hasMessageEndingWith("expected store=redis");
    }

    @Test
    void allowsSeveralGatewaysWithoutRooms() {
        SmallRyeConfig config =
                config(Map.of("multiconnection.peers.addresses", "gateways.example:9000"));
        assertThat(producer(config).hook()).isSameAs(AdmissionHook.EVERYBODY);
    }

    private LobbyProducer producer(SmallRyeConfig started) {
        GatewayConfig config = started.getConfigMapping(GatewayConfig.class);
        return new LobbyProducer(config, new ReloadedFiles(config, started), vertx, null);
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(values, "test", 200))
                .withMapping(GatewayConfig.class)
                .build();
    }
}
