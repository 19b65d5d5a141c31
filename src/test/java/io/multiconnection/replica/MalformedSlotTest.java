package io.multiconnection.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.replica.ReplicaSimulation.Server;
import io.multiconnection.replica.ReplicaSimulation.Session;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.UnreadableReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Slots with unreadable values on one server. Server 0 leads. */
class MalformedSlotTest {

    private static final AmfValue RED = new AmfString("red");
    private static final AmfValue BLUE = new AmfString("blue");
    private static final Malformed BAD =
            new Malformed(4, "colour", new UnreadableReason("unknown class", "unknown class"));

    private final ReplicaSimulation world = new ReplicaSimulation(new Random(1), 1);
    private final Server a = world.server();
    private final Server b = world.server();
    private final Session page = world.session(true);

    private void heardFromA(Malformed event) {
        page.heard(page.to(a), a.version, List.of(event));
    }

    @Test
    void omitsUnreadableSlotAndKeepsOthers() {
        a.write("size", RED);
        world.quiet();
        heardFromA(BAD);
        world.quiet();
        assertThat(page.told).isEqualTo(Map.of("size", RED));
        assertThat(page.replica.joinedServers()).containsExactly(0, 1);
    }

    /**
     * Checks that the leader's unreadable value is not overwritten, because its application may
     * know the class.
     */
    @Test
    void doesNotWriteToServerWithUnreadableSlot() {
        heardFromA(BAD);
        b.write("colour", BLUE);
        world.quiet();
        assertThat(page.told).isEqualTo(Map.of("colour", BLUE));
        assertThat(page.to(a).written).isZero();
    }

    @Test
    void keepsValueOnOtherServerWhenOneBecomesUnreadable() {
        a.write("colour", RED);
        world.quiet();
        assertThat(b.slots).isEqualTo(Map.of("colour", RED));
        int before = page.to(a).written;
        heardFromA(BAD);
        world.quiet();
        assertThat(page.told).isEqualTo(Map.of("colour", RED));
        assertThat(b.slots).isEqualTo(Map.of("colour", RED));
        assertThat(page.to(a).written).isEqualTo(before);
    }

    @Test
    void clientMayWriteOverIt() {
        heardFromA(BAD);
        page.set("colour", BLUE);
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("colour", BLUE)).isEqualTo(b.slots);
        assertThat(page.told).isEqualTo(a.slots);
    }

    @Test
    void usesSlotOnceReadable() {
        heardFromA(BAD);
        world.quiet();
        a.write("colour", RED);
        world.quiet();
        assertThat(b.slots).isEqualTo(Map.of("colour", RED));
        assertThat(page.told).isEqualTo(a.slots);
    }

    @Test
    void keepsWriteInFlightThatServerAcknowledges() {
        page.to(a).stall();
        page.set("colour", BLUE);
        heardFromA(BAD);
        page.to(a).resume();
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("colour", BLUE)).isEqualTo(b.slots);
        assertThat(page.told).isEqualTo(a.slots);
    }

    @Test
    void joiningServerKeepsUnreadableSlot() {
        Written written = new Written();
        Replica replica = new Replica(true, ReplicaLimits.DEFAULT, new Random(1), written);
        replica.add(0, "a");
        replica.add(1, "b");
        List<SharedObjectEvent> joined = List.of(new UseSuccess(), new Clear());
        replica.received(1, 1, joined, 0);
        replica.received(1, 1, List.of(new Change("colour", BLUE)), 0);
        replica.start();
        settle(replica);
        replica.received(0, 1, joined, 1000);
        replica.received(0, 1, List.of(BAD, new Change("size", RED)), 1000);
        settle(replica);
        assertThat(written.slots).containsExactly("size to 1");
        assertThat(replica.get("colour")).isEqualTo(BLUE);
        assertThat(replica.get("size")).isEqualTo(RED);
    }

    private static void settle(Replica replica) {
        for (int i = 0; i < 20 && replica.nextTick().isPresent(); i++) {
            replica.tick(replica.nextTick().getAsLong());
        }
    }

    private static final class Written implements ReplicaOutput {

        private final List<String> slots = new ArrayList<>();

        @Override
        public void write(int server, List<SlotWrite> writes) {
            writes.forEach(write -> slots.add(write.slot() + " to " + server));
        }

        @Override
        public void acknowledged(int server, long lagMillis) {}

        @Override
        public void sync(List<SlotChange> changes) {}

        @Override
        public void sync(int server, List<SlotChange> changes) {}
    }

    /** Checks the limit of the names that a server may invent, because names cost memory. */
    @Test
    void limitsNamesOfMalformedSlots() {
        for (int i = 0; i < 20_000; i++) {
            heardFromA(new Malformed(4, "slot " + i, BAD.reason()));
        }
        assertThat(page.replica.heap()).isLessThan(2 << 20);
        page.heard(page.to(a), 1, List.of(new Success("none")));
        page.to(a).lose();
        assertThat(page.replica.heap()).isLessThan(64 << 10);
    }
}
