package io.multiconnection.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.replica.ReplicaSimulation.Server;
import io.multiconnection.replica.ReplicaSimulation.Session;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits of a replica for clients and servers, and large objects within them. */
class ReplicaLimitsTest {

    private static final AmfValue RED = new AmfString("red");
    private static final AmfValue GONE = AmfUndefined.UNDEFINED;

    private final ReplicaSimulation world = new ReplicaSimulation(new Random(1), 1);
    private final Server a = world.server();
    private final Server b = world.server();
    private Session page = world.session(false);

    @Test
    void limitsUnacknowledgedBytes() {
        page.to(b).stall();
        AmfValue large = new AmfString("x".repeat(60_000));
        IntStream.range(0, 60).forEach(i -> page.set("slot" + i, large));
        world.run(1000);
        assertThat(a.slots).hasSize(60);
        assertThat(page.to(b).written).isBetween(17, 19); // of 60,000 bytes: a mebibyte
        page.to(b).resume();
        world.quiet();
        assertThat(b.slots).isEqualTo(a.slots);
    }

    @Test
    void refusesOversizedWriteAtomically() {
        assertRefused("slot colour of 65565 bytes, limit 65536", "colour", "x".repeat(65_535));
        AmfValue large = new AmfString("x".repeat(60_000));
        assertThatThrownBy(
                        () ->
                                page.replica.set(
                                        IntStream.range(0, 70)
                                                .mapToObj(i -> write("slot" + i, large))
                                                .toList(),
                                        world.now()))
                .isInstanceOf(ReplicaException.class)
                .hasMessageMatching("\\d+ bytes of slots, limit 4194304");
        assertThatThrownBy(
                        () ->
                                page.replica.set(
                                        IntStream.range(0, 16_385)
                                                .mapToObj(i -> write("slot" + i, RED))
                                                .toList(),
                                        world.now()))
                .isInstanceOf(ReplicaException.class)
                .hasMessage("16385 slots, limit 16384");
        world.quiet();
        assertThat(a.slots).isEmpty();
        assertThat(page.told).isEmpty();
    }

    /**
     * Writes slots that share one value; without a check for each slot all would be measured first.
     */
    @Test
    void stopsMeasuringSlotsOverLimit() {
        AmfValue large = AmfObject.of("text", new AmfString("x".repeat(60_000)));
        List<PathWrite> writes =
                IntStream.range(0, 10_000).mapToObj(i -> write("slot" + i, large)).toList();
        assertThatThrownBy(() -> page.replica.set(writes, world.now()))
                .isInstanceOf(ReplicaException.class)
                .hasMessageMatching("42\\d{5} bytes of slots, limit 4194304");
    }

    /** Checks that rejected values count, too, because the client receives them. */
    @Test
    void oversizedRejectedSlotExceedsLimit() {
        page.to(b).stall();
        page.set("colour", RED);
        AmfValue large = new AmfString("x".repeat(65_535));
        assertThatThrownBy(
                        () ->
                                page.heard(
                                        page.to(b),
                                        1,
                                        List.of(
                                                new Status("SharedObject.NoWriteAccess", "error"),
                                                new Change("colour", large))))
                .isInstanceOf(ReplicaException.class)
                .hasMessage("slot colour of 65565 bytes, limit 65536");
        assertThat(page.replica.joinedServers()).containsExactly(0);
    }

    private void assertRefused(String message, String slot, String text) {
        assertThatThrownBy(() -> page.set(slot, new AmfString(text)))
                .isInstanceOf(ReplicaException.class)
                .hasMessage(message);
    }

    private static PathWrite write(String slot, AmfValue value) {
        return new PathWrite(List.of(slot), value);
    }

    @Test
    void refusesEndlessCreationAndDeletionOfSlots() {
        page.to(a).stall();
        page.to(b).stall();
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 40_000; i++) {
                                page.replica.set(List.of(write("slot" + i, RED)), world.now());
                                page.replica.set(List.of(write("slot" + i, GONE)), world.now());
                            }
                        })
                .isInstanceOf(ReplicaException.class)
                .hasMessage("32769 slots that are being written, limit 32768");
    }

    @Test
    void leavesServerOverLimit() {
        page.set("colour", RED);
        world.quiet();
        AmfValue large = new AmfString("x".repeat(60_000));
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 70; i++) {
                                page.heard(page.to(b), i, List.of(new Change("slot" + i, large)));
                            }
                        })
                .isInstanceOf(ReplicaException.class)
                .hasMessageMatching("\\d+ bytes of slots, limit 4194304");
        assertThat(page.replica.joinedServers()).containsExactly(0);
        assertThatThrownBy(
                        () ->
                                page.heard(
                                        page.to(a),
                                        1,
                                        List.of(
                                                new Change(
                                                        "one", new AmfString("x".repeat(65_535))))))
                .isInstanceOf(ReplicaException.class)
                .hasMessage("slot one of 65562 bytes, limit 65536");
        assertThat(page.replica.joinedServers()).isEmpty();
        assertThat(page.replica.get("colour")).isEqualTo(RED);
    }

    @Test
    void refusesTooManySlotsOfServer() {
        assertThatThrownBy(
                        () ->
                                page.heard(
                                        page.to(b),
                                        1,
                                        IntStream.range(0, 16_385)
                                                .mapToObj(i -> new Change("slot" + i, RED))
                                                .map(
                                                        it ->
                                                                (io.multiconnection.rtmp
                                                                                .SharedObjectEvent)
                                                                        it)
                                                .toList()))
                .isInstanceOf(ReplicaException.class)
                .hasMessage("16385 slots, limit 16384");
    }

    @Test
    void acceptsMaximumNumberOfSlots() {
        page = world.session(true);
        for (int i = 0; i < 16_000; i++) {
            a.slots.put("slot" + i, new AmfObject().with("i", new AmfNumber(i)));
        }
        a.restartStale();
        IntStream.range(0, 16_000).forEach(i -> a.slots.put("slot" + i, new AmfNumber(i)));
        world.quiet();
        page.connect(a);
        world.quiet();
        assertThat(b.slots).hasSize(16_000).isEqualTo(a.slots);
        b.restartEmpty();
        page.connect(b);
        world.quiet();
        assertThat(b.slots).isEqualTo(a.slots);
        assertThat(page.told).isEqualTo(a.slots);
        page.heard(page.to(a), 1, List.of(new Remove("slot1")));
        assertThat(page.told).hasSize(15_999);
    }
}
