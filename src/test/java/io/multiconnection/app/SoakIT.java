package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.app.limits.OpenSessions;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Honest clients beside hostile, half-open and vanishing ones, with a realistic memory budget: the
 * honest ones see no error, and all resources of the others are released.
 *
 * <p>Runs for {@code soak.duration}, an ISO 8601 duration. Response times are logged, and bounded
 * if {@code soak.p99} is set, in milliseconds: only an idle machine meets a bound.
 */
@QuarkusTest
@TestProfile(SoakIT.RealisticBudget.class)
class SoakIT {

    public static final class RealisticBudget implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "multiconnection.memory.total", "128M",
                    "multiconnection.memory.per-address", "48M",
                    "multiconnection.memory.per-session", "8M",
                    // Hostile clients use other addresses, which are limited.
                    "multiconnection.limits.exempt-addresses", "127.0.0.1",
                    "multiconnection.resume.hold", "1s");
        }
    }

    private static final Logger LOG = Logger.getLogger(SoakIT.class);
    private static final Duration PATIENCE = HangLimit.DURATION;
    private static final int ALONE_SHARE = 5;

    @TestHTTPResource("/v1")
    URI uri;

    @Inject MemoryBudget memory;
    @Inject OpenSessions sessions;
    @Inject Vertx vertx;

    @Test
    void hostileClientsNeitherLeakNorDisturbOthers() throws Exception {
        Duration duration = Duration.parse(System.getProperty("soak.duration", "PT30S"));
        try (Origin origin = Origin.start(OriginOptions.DEFAULT);
                GarbageServer hostile = new GarbageServer()) {
            try (HonestClients honest = new HonestClients(uri, origin)) {
                try (HostileClients warmUp = new HostileClients(uri, origin, hostile)) {
                    warmUp.actInAllWays();
                }
                awaitOnlyHonest(honest);
                ProcessResources before = ProcessResources.of(vertx, memory);

                Percentiles alone = honest.run(duration.dividedBy(ALONE_SHARE));
                Percentiles beside;
                int acts;
                try (HostileClients clients = new HostileClients(uri, origin, hostile)) {
                    clients.start();
                    beside = honest.run(duration.minus(duration.dividedBy(ALONE_SHARE)));
                    acts = clients.acts();
                }
                awaitOnlyHonest(honest);
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> ProcessResources.of(vertx, memory).assertNoMoreThan(before));

                LOG.infof(
                        "%d acts of hostile clients in %s; honest clients: %s alone, %s beside"
                                + " them; before %s, after %s",
                        acts, duration, alone, beside, before, ProcessResources.of(vertx, memory));
                assertThat(acts).isPositive();
                assertThat(beside.p99Millis())
                        .isLessThanOrEqualTo(Long.getLong("soak.p99", Long.MAX_VALUE));
            }
        }
        await().atMost(PATIENCE).until(() -> memory.used() == 0);
        assertThat(sessions.count()).isZero();
    }

    private void awaitOnlyHonest(HonestClients honest) {
        await().atMost(PATIENCE).until(() -> sessions.count() == honest.count());
    }
}
