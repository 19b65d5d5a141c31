package io.multiconnection.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.replica.ReplicaException.Kind;
import io.multiconnection.replica.ReplicaSimulation.Server;
import io.multiconnection.replica.ReplicaSimulation.Session;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heap of a replica: counted, limited and released. */
class ReplicaMemoryTest {

    private static final AmfValue GONE = AmfUndefined.UNDEFINED;

    /** Returns a slot of almost 64 KiB on the wire and 1.6 MB in memory. */
    private static final int OBJECTS = 16_000;

    private static final long HEAP = 100L * OBJECTS;

    private final Random random = new Random(1);
    private final ReplicaSimulation world = new ReplicaSimulation(random, 1);
    private final Server a = world.server();
    private final Server b = world.server();

    private static AmfValue emptyObjects(int count) {
        return new AmfStrictArray(Stream.<AmfValue>generate(AmfObject::new).limit(count).toList());
    }

    @Test
    void countsEachCopyOfEmptyObjects() {
        Session page = world.session(false);
        page.set("list", emptyObjects(OBJECTS));
        world.quiet();
        assertThat(page.replica.heap()).isBetween(3 * HEAP, 3 * HEAP + 10_000);
    }

    @Test
    void refusesObjectThatTakesFourTimesItsLimitInMemory() {
        Session page = world.session(false);
        int accepted = 0;
        while (accepted < 10) {
            page.set("list" + accepted, emptyObjects(OBJECTS));
            accepted++;
        }
        assertThatThrownBy(() -> page.set("list10", emptyObjects(OBJECTS)))
                .isInstanceOf(ReplicaException.class)
                .hasMessageMatching(
                        "slots that take \\d+ bytes of memory, limit 16777216 \\(arrays and objects"
                                + " take more in memory than on the wire\\)");
        world.quiet();
        assertThat(a.slots).hasSize(10).isEqualTo(b.slots);
    }

    @Test
    void leavesServerOverHeapLimit() {
        Session page = world.session(false);
        long before = page.replica.heap();
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 11; i++) {
                                AmfValue value = emptyObjects(OBJECTS);
                                page.heard(page.to(b), i, List.of(new Change("list" + i, value)));
                            }
                        })
                .isInstanceOf(ReplicaException.class)
                .hasMessageStartingWith("slots that take ");
        assertThat(page.replica.joinedServers()).containsExactly(0);
        assertThat(page.replica.heap())
                .as("without the copy, which was left")
                .isLessThan(before + 11 * HEAP);
    }

    @Test
    void refusesWriteWithoutMemoryAtomically() {
        Session page = world.session(false);
        page.room = 2 * HEAP;
        long before = page.replica.heap();
        assertThatThrownBy(() -> page.set("list", emptyObjects(OBJECTS)))
                .isInstanceOfSatisfying(
                        ReplicaException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.OVER_LIMIT))
                .hasMessageMatching(
                        "the session's shared objects would take \\d+ more bytes of memory, which"
                                + " exceeds its limit");
        world.quiet();
        assertThat(page.replica.heap()).isEqualTo(before);
        assertThat(page.replica.names()).isEmpty();
        assertThat(a.slots).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesServerWithoutRoomForItsCopy(boolean mirror) {
        Session page = world.session(mirror);
        page.set("colour", emptyObjects(1));
        world.quiet();
        page.room = mirror ? 2 * HEAP : HEAP / 2; // mirrored to both servers and merged
        b.write("list", emptyObjects(OBJECTS));
        assertThatThrownBy(world::quiet)
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("more bytes of memory");
        assertThat(page.replica.joinedServers()).containsExactly(0);
        assertThat(page.replica.heap()).isLessThan(HEAP / 2);
    }

    /** Runs random writes, faults of servers and writes of other clients. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void releasesMemoryOfDeletedSlots(boolean mirror) {
        Session page = world.session(mirror);
        Session other = world.session(mirror);
        for (int step = 0; step < 2000; step++) {
            String slot = "slot" + random.nextInt(5);
            AmfValue value = random.nextInt(3) == 0 ? GONE : emptyObjects(random.nextInt(50));
            Server server = random.nextBoolean() ? a : b;
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> page.set(slot, value);
                case 3, 4 -> other.set(slot, value);
                case 5 -> server.write(slot, value);
                case 6 -> world.run(random.nextInt(300));
                default -> restart(server);
            }
        }
        reconnectAll();
        world.quiet();
        assertThat(page.replica.heap()).isPositive();
        for (Server server : List.of(a, b)) {
            List.copyOf(server.slots.keySet()).forEach(slot -> server.write(slot, GONE));
        }
        world.quiet();
        page.replica.clear(world.now());
        page.set("slot0", GONE);
        world.quiet();
        // names that are kept or known to be deleted, and what is fixed
        assertThat(page.replica.heap()).isBetween(0L, 12_000L);
    }

    private void restart(Server server) {
        if (random.nextInt(4) == 0) {
            server.restartEmpty();
            reconnectAll();
        }
    }

    private void reconnectAll() {
        for (Session session : world.sessions) {
            for (Server server : world.servers) {
                if (!session.isConnected(server)) {
                    session.connect(server);
                }
            }
        }
    }
}
