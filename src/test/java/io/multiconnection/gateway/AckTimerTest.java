package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.MemoryGateway.Client;
import io.multiconnection.gateway.MemoryGateway.ReceivedAck;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Times of the acks of a published stream. */
class AckTimerTest {

    private static final int INTERVAL = 250;

    private final MemoryGateway gateway = new MemoryGateway();
    private final Client client = gateway.connect().publish();

    @AfterEach
    void close() {
        gateway.servers.forEach(server -> server.stall(false));
        gateway.close();
    }

    @Test
    void sendsFourAcksPerSecondWhileMediaArrives() {
        for (int i = 0; i < 500; i++) {
            client.media();
            gateway.passMillis(20);
        }
        assertThat(client.acks).hasSize(40);
    }

    /** Every frame is acknowledged within the interval, and no ack follows sooner or repeats. */
    @RepeatedTest(20)
    void acknowledgesEveryFrameInTimeAndNothingTwice(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        for (int frames = 1; frames <= 200; frames++) {
            client.media();
            long sent = gateway.millis();
            long bytes = (long) frames * MemoryGateway.FRAME.length;
            gateway.passMillis(random.nextInt(10) == 0 ? random.nextInt(2000) : random.nextInt(40));
            if (gateway.millis() >= sent + INTERVAL) {
                assertThat(client.acks.getLast().bytes()).isEqualTo(bytes);
                assertThat(client.acks.getLast().millis()).isLessThanOrEqualTo(sent + INTERVAL);
            }
        }
        gateway.passMillis(10_000);
        assertThat(client.acks).extracting(ReceivedAck::bytes).doesNotHaveDuplicates().isSorted();
        List<Long> times = client.acks.stream().map(ReceivedAck::millis).toList();
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(INTERVAL);
        }
    }

    @Test
    void reportsQueueUntilItIsEmpty() {
        gateway.servers.getFirst().stall(true);
        client.media();
        gateway.passMillis(2000);
        assertThat(client.acks).hasSize(8).allMatch(ack -> ack.queueBytes() > 0);
        gateway.servers.getFirst().stall(false);
        gateway.passMillis(2000);
        assertThat(client.acks).hasSize(9);
        assertThat(client.acks.getLast().queueBytes()).isZero();
    }

    @Test
    void reportsQueueOfDataMessage() {
        gateway.servers.getFirst().stall(true);
        client.request("{'id':4,'type':'send','stream':1,'handler':'onCuePoint','args':['a']}");
        gateway.passMillis(1000);
        assertThat(client.acks).hasSize(4).allMatch(ack -> ack.queueBytes() > 0);
    }

    @Test
    void reportsQueueOfServerThatJoinsWhileNoMediaArrives() {
        String args = "'args':['onMetaData',{'width':320}]";
        client.request(
                "{'id':4,'type':'send','stream':1,'handler':'@setDataFrame',%s}".formatted(args));
        gateway.passMillis(1000);
        assertThat(client.acks).isEmpty();
        String url = ScriptedSession.url(MemoryServer.Manner.HONEST);
        gateway.newServersStall = true;
        client.request("{'id':5,'type':'addServer','server':'%s'}".formatted(url));
        MemoryServer late = gateway.servers.getLast();
        for (int roundTrip = 0; roundTrip < 10 && client.acks.isEmpty(); roundTrip++) {
            late.stall(false);
            late.stall(true);
            gateway.passMillis(INTERVAL);
        }
        assertThat(client.acks).hasSize(1).allMatch(ack -> ack.queueBytes() > 0);
    }

    @Test
    void sendsAckOnResumeAndNoneWhileClientIsAway() {
        client.media();
        client.inbound.closed(1006);
        gateway.passMillis(1000);
        assertThat(client.acks).isEmpty();
        Client back = gateway.open();
        back.resume(client, 0);
        assertThat(back.acks)
                .containsExactly(new ReceivedAck(gateway.millis(), MemoryGateway.FRAME.length, 0));
        gateway.passMillis(1000);
        assertThat(back.acks).hasSize(1);
        back.media();
        gateway.passMillis(1000);
        assertThat(back.acks).hasSize(2);
    }
}
