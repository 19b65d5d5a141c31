package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.MemoryGateway.Client;
import org.junit.jupiter.api.Test;

/** Work of a gateway whose clients and servers send nothing, counted on its event loop. */
class IdleGatewayTest {

    private static final int SESSIONS = 1000;

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

    /** Clients and servers only answer pings, those of clients come every 20 s. */
    @Test
    void wakesOncePerTimeoutForClientsAndServersThatAnswerPings() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            Client client = gateway.connect();
            gateway.settle();
            long before = gateway.loop.run();
            for (int minute = 0; minute < 60; minute++) {
                for (int ping = 0; ping < 3; ping++) {
                    gateway.passMillis(20_000);
                    client.inbound.controlFrame();
                }
            }
            assertThat(client.closedWith()).isNull();
            int clientWakes = 60 * 60 / 40;
            int serverWakes = 2 * 60 * 60 / 15;
            assertThat(gateway.loop.run() - before).isLessThanOrEqualTo(clientWakes + serverWakes);
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
