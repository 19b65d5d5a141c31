package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.MemoryGateway.Client;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work of a gateway whose clients and servers send nothing, counted on its event loop. */
class IdleGatewayTest {

    private static final int SESSIONS = 1000;
    private static final int PONG_MICROS = 50_000;

    @Test
    void schedulesNoTaskForTenSeconds() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            for (int i = 0; i < SESSIONS; i++) {
                gateway.connect();
            }
            gateway.settle();
            assertThat(gateway.servers).hasSize(2 * SESSIONS);
            assertSchedulesNothing(gateway);
        }
    }

    @Test
    void schedulesNoTaskWhilePublishedStreamsHaveNoMedia() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            for (int i = 0; i < 10; i++) {
                Client client = gateway.connect().publish();
                client.media();
            }
            gateway.settle();
            assertThat(gateway.clients).allSatisfy(client -> assertThat(client.acks).hasSize(1));
            assertSchedulesNothing(gateway);
        }
    }

    /** A held session has one timer that ends it, and one for each server. */
    @Test
    void schedulesNoTaskForHeldSessions() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            for (int i = 0; i < 10; i++) {
                Client client = gateway.connect().publish();
                client.media();
            }
            gateway.settle();
            for (Client client : gateway.clients) {
                client.media();
                client.inbound.closed(1006);
            }
            int timers = gateway.clients.size() + gateway.servers.size();
            assertThat(Timers.of(gateway.loop)).isEqualTo(timers);
            assertSchedulesNothing(gateway);
        }
    }

    /** Clients and servers only answer pings. */
    @Test
    void wakesOncePerPing() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            Client client = gateway.connect();
            gateway.settle();
            long before = gateway.loop.wakes();
            for (int second = 0; second < 60 * 60; second++) {
                gateway.passMillis(1000);
                client.pong();
            }
            assertThat(client.closedWith()).isNull();
            int clientWakes = 60 * 60 / 20;
            int serverWakes = 2 * 60 * 60 / 15;
            assertThat(gateway.loop.wakes() - before)
                    .isLessThanOrEqualTo(clientWakes + serverWakes);
        }
    }

    /** The clients connect at any time, and answer pings after up to 50 ms. */
    @Test
    void wakesFewTimesForPingsOfManyClientsAndTheirServers() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            Random random = new Random(1);
            for (int i = 0; i < SESSIONS; i++) {
                gateway.connect();
                passAndAnswerPings(gateway, random.nextInt(40_000));
            }
            passAndAnswerPings(gateway, 20_000_000);
            gateway.clients.forEach(client -> client.pings = 0);
            long wakes = gateway.loop.wakes();
            passAndAnswerPings(gateway, 60_000_000);
            assertThat(gateway.clients).allSatisfy(client -> assertThat(client.pings).isEqualTo(3));
            int clientWakes = 3 * 16;
            int serverWakes = 60 * 16 / 30;
            assertThat(gateway.loop.wakes() - wakes).isLessThanOrEqualTo(clientWakes + serverWakes);
        }
    }

    private static void passAndAnswerPings(MemoryGateway gateway, long micros) {
        for (long left = micros; left > 0; left -= PONG_MICROS) {
            gateway.loop.pass(Math.min(left, PONG_MICROS), TimeUnit.MICROSECONDS);
            gateway.clients.forEach(Client::pong);
        }
    }

    private static void assertSchedulesNothing(MemoryGateway gateway) {
        long scheduled = gateway.loop.scheduled();
        long run = gateway.loop.run();
        gateway.passMillis(10_000);
        assertThat(gateway.loop.run() - run).as("runs of tasks").isZero();
        assertThat(gateway.loop.scheduled() - scheduled).as("scheduled tasks").isZero();
    }
}
