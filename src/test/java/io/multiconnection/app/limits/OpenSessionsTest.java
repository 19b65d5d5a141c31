package io.multiconnection.app.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.multiconnection.app.GatewayProducer;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.metrics.MicrometerLobbyMetrics;
import io.multiconnection.app.metrics.MicrometerMetrics;
import io.multiconnection.app.reload.ReloadedFiles;
import io.multiconnection.app.rooms.LobbyProducer;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.gateway.Authenticator;
import io.multiconnection.gateway.ClientSocket;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.Peers;
import io.multiconnection.gateway.ResumeLimits;
import io.multiconnection.gateway.SessionRegistry;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.rooms.Lobby;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.target.BackoffPolicy;
import io.netty.channel.EventLoop;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenSessionsTest {

    private static final int SESSIONS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SmallRyeConfig started =
            new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withMapping(GatewayConfig.class)
                    .build();
    private final GatewayConfig config = started.getConfigMapping(GatewayConfig.class);
    private final Gateway gateway = gateway();
    private final OpenSessions sessions =
            new OpenSessions(
                    config,
                    gateway,
                    new SessionRegistry<>(ResumeLimits.DEFAULT, Peers.NONE),
                    registry,
                    new RefusalCounter(registry));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Gateway gateway() {
        GatewayProducer producer = new GatewayProducer();
        ReloadedFiles files = new ReloadedFiles(config, started);
        Dialer dialer = producer.dialer(config, files, vertx);
        BackoffPolicy recover = producer.recover(config);
        MemoryBudget memory = producer.memory(config);
        Lobby lobby =
                new LobbyProducer(config, files, vertx, null)
                        .lobby(dialer, recover, memory, new MicrometerLobbyMetrics(registry));
        return producer.gateway(
                config,
                files,
                dialer,
                recover,
                new MicrometerMetrics(registry),
                lobby,
                memory,
                Authenticator.NONE,
                "0.1.0");
    }

    @Test
    void countsNoSessionAfterAllEnded() {
        IntStream.range(0, SESSIONS).forEach(i -> open("s" + i));
        CompletableFuture<Void> left = sessions.goAway(Duration.ofMinutes(1), Duration.ZERO);
        CompletableFuture<Integer> counted = left.thenApply(_ -> sessions.count());
        CompletableFuture<Double> drained = left.thenApply(_ -> drained());
        assertThat(left).isNotDone();

        CompletableFuture<Void> ended = sessions.end();
        IntStream.range(0, SESSIONS).forEach(i -> sessions.closed("s" + i));
        assertThat(counted.join()).isZero();
        assertThat(drained.join()).isEqualTo(SESSIONS);
        assertThat(ended.thenApply(_ -> sessions.count()).join()).isZero();
    }

    private double drained() {
        return registry.counter("multiconnection.sessions.drained").count();
    }

    private void open(String id) {
        EventLoop loop = VertxInternals.anyEventLoop(vertx);
        ClientAddress address = ClientAddress.of(InetAddress.getLoopbackAddress());
        loop.submit(
                        () ->
                                sessions.opened(
                                        id,
                                        loop,
                                        address,
                                        new SilentBrowser(),
                                        gateway.memory()
                                                .open(null, loop, OpenSessionsTest::unexpected),
                                        Grant.UNRESTRICTED))
                .syncUninterruptibly();
    }

    private static void unexpected(MemoryOverrun overrun) {
        throw new AssertionError(overrun);
    }

    /** Socket that accepts everything. */
    private static final class SilentBrowser implements ClientSocket {

        @Override
        public @Nullable String address() {
            return null;
        }

        @Override
        public void send(String text) {}

        @Override
        public void sendMedia(byte[] frame) {}

        @Override
        public void ping() {}

        @Override
        public long unreadMedia() {
            return 0;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void close(CloseCode code, String reason) {}
    }
}
