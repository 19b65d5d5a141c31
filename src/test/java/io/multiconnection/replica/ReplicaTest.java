package io.multiconnection.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.replica.ReplicaSimulation.Server;
import io.multiconnection.replica.ReplicaSimulation.Session;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Behaviour of a replica step by step, without delays. Server 0 leads. */
class ReplicaTest {

    private static final AmfValue RED = new AmfString("red");
    private static final AmfValue BLUE = new AmfString("blue");
    private static final AmfValue GREEN = new AmfString("green");
    private static final AmfValue GONE = AmfUndefined.UNDEFINED;

    private final ReplicaSimulation world = new ReplicaSimulation(new Random(1), 1);
    private final Server a = world.server();
    private final Server b = world.server();
    private Session page = world.session(false);

    @Test
    void writesToEveryServer() {
        page.set("colour", RED);
        assertThat(page.replica.get("colour")).isEqualTo(RED);
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("colour", RED));
        assertThat(b.slots).isEqualTo(a.slots);
        assertThat(page.codes).containsExactly("success colour");

        page.set("colour", AmfNull.NULL);
        world.quiet();
        assertThat(a.slots).isEmpty();
        assertThat(b.slots).isEmpty();
        assertThat(page.codes).containsExactly("success colour", "success colour");
        assertThat(page.told).isEmpty();
    }

    @Test
    void reportsChangesOfOthersWithTheirCodes() {
        a.write("colour", RED);
        a.write("colour", BLUE);
        a.write("colour", GONE);
        world.quiet();
        assertThat(page.codes).containsExactly("change colour", "change colour", "delete colour");
    }

    @Test
    void clearDeletesAllSlots() {
        page.set("colour", RED);
        b.write("theirs", BLUE);
        world.quiet();
        page.replica.clear(world.now());
        world.quiet();
        assertThat(a.slots).isEmpty();
        assertThat(b.slots).isEmpty();
        assertThat(page.told).isEmpty();
    }

    @Test
    void copiesOnlySyncedSlots() {
        page.set("colour", RED);
        world.quiet();
        b.write("colour", BLUE);
        b.write("theirs", GREEN);
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("colour", BLUE));
        assertThat(page.told).isEqualTo(Map.of("colour", BLUE, "theirs", GREEN));

        world.session(true);
        world.quiet();
        assertThat(a.slots).isEqualTo(b.slots).hasSize(2);
    }

    @Test
    void lastValueOfLeaderWinsConcurrentWrites() {
        Session other = world.session(false);
        page.set("colour", RED);
        other.set("colour", BLUE);
        world.quiet();
        a.write(page.to(a), "colour", RED);
        a.write("colour", BLUE);
        b.write("colour", BLUE);
        b.write(page.to(b), "colour", RED);
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("colour", BLUE)).isEqualTo(b.slots);
        assertThat(page.told).isEqualTo(a.slots);
        assertThat(other.told).isEqualTo(a.slots);
    }

    @Test
    void rejectsWriteThatLosesConflict() {
        page.set("colour", RED);
        a.write("colour", BLUE); // before the write arrives there
        world.quiet();
        assertThat(page.told).isEqualTo(Map.of("colour", RED));
        assertThat(page.codes).containsExactly("success colour");

        page.codes.clear();
        page.set("colour", GREEN);
        page.heard(page.to(a), 9, List.of(new Success("colour"), new Change("colour", BLUE)));
        page.heard(page.to(b), 9, List.of(new Success("colour"), new Change("colour", BLUE)));
        assertThat(page.codes).containsExactly("change colour", "reject colour");
        assertThat(page.told).isEqualTo(Map.of("colour", BLUE));
    }

    @Test
    void writesEarlyChangesWhenServerJoins() {
        page = world.new Session(false);
        world.sessions.add(page);
        page.set("colour", RED);
        world.servers.forEach(page::connect);
        world.run(1);
        page.replica.start();
        world.quiet();
        assertThat(page.codes).containsExactly("clear null", "change colour");
        assertThat(a.slots).isEqualTo(Map.of("colour", RED)).isEqualTo(b.slots);
    }

    @Test
    void copiesDeletionOnFollower() {
        page.set("colour", RED);
        world.quiet();
        b.write("colour", GONE);
        world.quiet();
        assertThat(a.slots).isEmpty();
    }

    @Test
    void repairsServerThatReturnsEmpty() {
        page.set("colour", RED);
        page.set("size", BLUE);
        b.write("its", GREEN);
        a.write("others", GREEN);
        world.quiet();
        page.set("size", GONE);
        world.quiet();
        b.restartEmpty();
        page.set("late", BLUE);
        world.quiet();
        page.connect(b);
        world.quiet();
        assertThat(b.slots).isEqualTo(Map.of("colour", RED, "late", BLUE, "its", GREEN));
    }

    @Test
    void updatesServerThatReturnsStale() {
        page.set("colour", RED);
        page.set("size", RED);
        world.quiet();
        b.save();
        page.set("colour", BLUE);
        page.set("size", GONE);
        world.quiet();
        b.restartStale();
        assertThat(b.slots).isEqualTo(Map.of("colour", RED, "size", RED));
        world.quiet();
        page.connect(b);
        world.quiet();
        assertThat(b.slots).isEqualTo(Map.of("colour", BLUE)).isEqualTo(a.slots);
    }

    @Test
    void adoptsWritesToDisconnectedServer() {
        page.set("colour", RED);
        page.set("size", RED);
        world.quiet();
        page.to(b).lose();
        b.write("colour", BLUE);
        page.set("size", BLUE);
        world.quiet();
        page.connect(b);
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("colour", BLUE, "size", BLUE)).isEqualTo(b.slots);
    }

    @Test
    void keepsUncopiedWriteOfLostServer() {
        page.set("colour", RED);
        world.quiet();
        b.write("colour", BLUE);
        world.run(1);
        page.to(b).lose();
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("colour", BLUE));
    }

    @Test
    void secondResponseToUseDoesNotClearObject() {
        page.set("colour", RED);
        world.quiet();
        page.heard(page.to(a), 1, List.of(new UseSuccess(), new Clear()));
        page.heard(page.to(a), 1, List.of(new Change("colour", RED)));
        world.quiet();
        assertThat(b.slots).isEqualTo(Map.of("colour", RED));
        assertThat(page.told).isEqualTo(b.slots);
    }

    @Test
    void propagatesStreamOfWritesBeforeItRests() {
        page = world.session(true);
        for (int i = 0; i < 40; i++) {
            b.write("x", new AmfNumber(i));
            world.run(20);
        }
        assertThat(a.slots).containsKey("x");
    }

    @Test
    void ignoresSlotOfServerThatRefusedWriteUntilItChanges() {
        page.to(a).stall();
        page.set("colour", RED);
        page.heard(
                page.to(a),
                2,
                List.of(
                        new Status("SharedObject.NoWriteAccess", "error"),
                        new Change("colour", GREEN)));
        page.to(a).swallow();
        world.run(1);
        assertThat(page.codes).containsExactly("success colour");
        assertThat(page.told).isEqualTo(Map.of("colour", RED)).isEqualTo(b.slots);

        page.set("size", RED);
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("size", RED));
        a.write("colour", BLUE);
        world.quiet();
        assertThat(b.slots).isEqualTo(a.slots).containsEntry("colour", BLUE);
    }

    @Test
    void refusalWithoutSlotRejectsAllWritesInFlight() {
        page.set("colour", RED);
        page.heard(page.to(a), 2, List.of(new Status("SharedObject.NoWriteAccess", "error")));
        page.heard(page.to(b), 2, List.of(new Status("SharedObject.NoWriteAccess", "error")));
        assertThat(page.codes).containsExactly("reject colour");
        assertThat(page.told).isEmpty();
    }

    @Test
    void treatsIntegersAndNumbersAsEqual() {
        page = world.session(true);
        page.heard(page.to(a), 1, List.of(new Change("n", new AmfInteger(5))));
        page.heard(page.to(b), 1, List.of(new Change("n", new AmfNumber(5))));
        int before = world.writes;
        world.quiet();
        assertThat(world.writes).isEqualTo(before);
        assertThat(page.told).isEqualTo(Map.of("n", new AmfNumber(5)));
    }

    @Test
    void abandonsUnacknowledgedWriteUntilAcknowledged() {
        page.to(b).stall();
        page.set("colour", RED);
        world.run(9_000);
        assertThat(page.codes).isEmpty();
        world.run(2_000);
        assertThat(page.codes).as("where it is acknowledged").containsExactly("success colour");
        assertThat(page.replica.nextTick()).isEmpty();
        page.to(b).resume();
        world.quiet();
        assertThat(b.slots).isEqualTo(a.slots);
        b.write("colour", BLUE);
        world.quiet();
        assertThat(a.slots).isEqualTo(Map.of("colour", BLUE));
    }
}
