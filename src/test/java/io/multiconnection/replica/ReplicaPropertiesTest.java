package io.multiconnection.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.replica.ReplicaSimulation.Connection;
import io.multiconnection.replica.ReplicaSimulation.Server;
import io.multiconnection.replica.ReplicaSimulation.Session;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that all copies are equal once no event is left, after random events from seeds that a
 * failure reports.
 */
class ReplicaPropertiesTest {

    private static final int[] DELAYS = {2, 20, 150, 1000};

    /**
     * Latency above which two sessions may resolve a conflict concurrently; they still converge.
     */
    private static final int QUICK = 50;

    private final Random random = new Random();
    private ReplicaSimulation world = new ReplicaSimulation(random, 1);
    private int lastValue;

    /** Faults during the writes. */
    private enum Chaos {
        NONE(7),
        LOSSES(9),
        RESTARTS(12);

        private final int steps;

        Chaos(int steps) {
            this.steps = steps;
        }
    }

    private interface Property {
        void check();
    }

    private void forSeeds(int runs, Property property) {
        for (int seed = 0; seed < runs; seed++) {
            random.setSeed(seed);
            try {
                property.check();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + "\n" + world, failure);
            }
        }
    }

    /** Checks that concurrent writes converge while servers join and leave. */
    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "1, false", "3, false"})
    void afterQuietAllAreEqual(int sessions, boolean mirror) {
        forSeeds(
                500,
                () -> {
                    build(sessions, mirror);
                    Set<String> kept = new TreeSet<>();
                    Chaos chaos = any(List.of(Chaos.values()));
                    boolean known = random.nextBoolean();
                    if (known) {
                        world.quiet();
                    }
                    int steps = 5 + random.nextInt(40);
                    for (int i = 0; i < steps; i++) {
                        step(chaos, mirror, kept);
                        world.run(random.nextInt(4) == 0 ? random.nextInt(400) : 0);
                    }
                    comeBack();
                    world.quiet();
                    assertEqual(mirror ? allSlots() : kept);
                    if (known && isInTouch(chaos)) {
                        assertNothingLost(mirror ? allSlots() : kept);
                    }
                    assertThat(world.writes)
                            .as("writes for %d steps", steps)
                            .isLessThan(steps * 30 * sessions * world.servers.size());
                    assertThat(world.sessions)
                            .allMatch(session -> session.replica.nextTick().isEmpty());
                });
    }

    /** Checks that sequential writes end with exactly the last values. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void neverLosesWritesWithoutFaults(int sessions) {
        forSeeds(
                500,
                () -> {
                    build(sessions, true);
                    world.quiet();
                    Map<String, AmfValue> model = new TreeMap<>();
                    for (int i = 0; i < 15; i++) {
                        peacefulStep(model);
                        world.quiet();
                        world.run(1000);
                    }
                    comeBack();
                    world.quiet();
                    assertThat(world.servers)
                            .allSatisfy(it -> assertThat(it.slots).isEqualTo(model));
                    assertThat(world.sessions)
                            .allSatisfy(it -> assertThat(it.told).isEqualTo(model));
                });
    }

    private void build(int sessions, boolean mirror) {
        world = new ReplicaSimulation(random, DELAYS[random.nextInt(DELAYS.length)]);
        int servers = 2 + random.nextInt(3);
        for (int i = 0; i < servers; i++) {
            world.servers.add(new Server(i, random.nextBoolean()));
        }
        for (int i = 0; i < sessions; i++) {
            Session session = world.new Session(mirror);
            world.sessions.add(session);
            world.servers.forEach(session::connect);
            session.replica.start();
        }
    }

    private void step(Chaos chaos, boolean mirror, Set<String> kept) {
        Server server = any(world.servers);
        Session session = any(world.sessions);
        String slot = "s" + random.nextInt(3);
        switch (random.nextInt(chaos.steps)) {
            case 0, 1, 2 -> {
                kept.add(slot);
                session.set(slot, value());
            }
            case 3, 4, 5 -> server.write(slot, value());
            case 6 -> {
                if (mirror) {
                    session.replica.clear(world.now());
                }
            }
            case 7 -> lose(session, server);
            case 8 -> reconnect(session, server);
            case 9 -> server.save();
            case 10 -> server.restartEmpty();
            default -> server.restartStale();
        }
    }

    private void peacefulStep(Map<String, AmfValue> model) {
        Server server = any(world.servers);
        Session session = any(world.sessions);
        String slot = "s" + random.nextInt(3);
        AmfValue value = value();
        boolean gone = value instanceof AmfUndefined;
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                if (gone || world.sessions.size() > 1) {
                    allComeBack();
                }
                session.set(slot, value);
                note(model, slot, value);
            }
            case 2, 3 -> {
                allComeBack();
                server.write(slot, value);
                note(model, slot, value);
            }
            case 4 -> lose(session, server);
            case 5 -> reconnect(session, server);
            case 6 -> server.save();
            default -> {
                if (random.nextBoolean()) {
                    server.restartEmpty();
                } else {
                    server.restartStale();
                }
                world.quiet();
                comeBack();
            }
        }
    }

    /**
     * Returns whether the sessions stay in touch: a deletion that a session does not see counts as
     * a loss, and disconnected sessions may resolve conflicts differently.
     */
    private void allComeBack() {
        comeBack();
        world.quiet();
    }

    private static void note(Map<String, AmfValue> model, String slot, AmfValue value) {
        if (value instanceof AmfUndefined) {
            model.remove(slot);
        } else {
            model.put(slot, value);
        }
    }

    private void comeBack() {
        for (Session session : world.sessions) {
            world.servers.forEach(server -> reconnect(session, server));
        }
    }

    private static void lose(Session session, Server server) {
        Connection connection = session.connections.get(server.number);
        if (connection != null) {
            connection.lose();
        }
    }

    /** Returns whether the latency is low enough for exact results. */
    private boolean isInTouch(Chaos chaos) {
        return switch (chaos) {
            case NONE -> world.sessions.size() == 1 || world.maxDelay() < QUICK;
            case LOSSES -> world.sessions.size() == 1;
            case RESTARTS -> false;
        };
    }

    private static void reconnect(Session session, Server server) {
        if (!session.isConnected(server)) {
            session.connect(server);
        }
    }

    private void assertEqual(Set<String> slots) {
        Map<String, AmfValue> first = only(world.servers.getFirst().slots, slots);
        assertThat(world.servers)
                .allSatisfy(it -> assertThat(only(it.slots, slots)).isEqualTo(first));
        assertThat(world.sessions)
                .allSatisfy(it -> assertThat(only(it.told, slots)).isEqualTo(first));
    }

    /**
     * Checks that each slot has the last value written on some server, not an older one.
     * Disconnected sessions are excepted, because they may restore an older value.
     */
    private void assertNothingLost(Set<String> slots) {
        for (String slot : slots) {
            AmfValue stands =
                    world.servers.getFirst().slots.getOrDefault(slot, AmfUndefined.UNDEFINED);
            if (!(stands instanceof AmfUndefined)) {
                assertThat(world.servers)
                        .extracting(server -> server.lastNew.get(slot))
                        .as("the last writes of %s", slot)
                        .contains(stands);
            }
        }
    }

    private Set<String> allSlots() {
        return Set.of("s0", "s1", "s2");
    }

    private static Map<String, AmfValue> only(Map<String, AmfValue> slots, Set<String> names) {
        return slots.entrySet().stream()
                .filter(entry -> names.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Returns a new value each time, sometimes undefined. */
    private AmfValue value() {
        return random.nextInt(5) == 0 ? AmfUndefined.UNDEFINED : new AmfNumber(++lastValue);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
