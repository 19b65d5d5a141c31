package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.SessionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets of the servers of one session, on a clock that the test moves. */
class SessionEventBudgetTest {

    private static final int UNREAD = SessionLimits.DEFAULT.buffers().unreadBytes();
    private static final int SERVERS = SessionLimits.DEFAULT.counts().servers();

    private final List<ServerEventBudget> budgets = new ArrayList<>();
    private final SessionEventBudget shares =
            new SessionEventBudget(8 << 20, 500, () -> Math.max(1, budgets.size()), 0);
    private long now;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void allServersTogetherStayBelowUnreadLimit(int servers) {
        join(servers);
        ServerEventBudget session = shares.ofSession(now);
        long taken = 0;
        for (int size = UNREAD; size > 0; size /= 2) {
            taken += takeAll(session, size);
            for (ServerEventBudget budget : budgets) {
                taken += takeAll(budget, size);
            }
        }
        assertThat(taken).isBetween(UNREAD * 2L / 5, UNREAD * 3L / 4);
    }

    /** A client that reads as fast as the servers may talk never has as much to read. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsClientThatReadsConnected(long seed) {
        Random random = new Random(seed);
        join(SERVERS);
        double unread = 0;
        for (int step = 0; step < 20_000; step++) {
            pass(random.nextInt(20));
            unread = Math.max(0, unread - readSince());
            ServerEventBudget budget = budgets.get(random.nextInt(SERVERS));
            int size = 1 << random.nextInt(24);
            boolean taken =
                    switch (random.nextInt(3)) {
                        case 0 -> budget.takeEvent(size, now);
                        case 1 -> budget.takeResponse(size, now);
                        default -> size <= UNREAD / 4 && budget.takeState(size, now);
                    };
            unread += taken ? size : 0;
            assertThat(unread).isLessThan(UNREAD);
        }
    }

    private long readAt;

    /** A quarter of the unread limit in one second. */
    private double readSince() {
        double read = (now - readAt) / 1e9 * UNREAD / 4;
        readAt = now;
        return read;
    }

    @Test
    void reservesShareOfHonestServer() {
        join(SERVERS);
        ServerEventBudget honest = budgets.getLast();
        for (int second = 0; second < 60; second++) {
            budgets.subList(0, SERVERS - 1).forEach(hostile -> takeAll(hostile, 1000));
            for (int i = 0; i < 40; i++) {
                assertThat(honest.takeEvent(1000, now)).isTrue();
            }
            pass(1000);
        }
    }

    @Test
    void boundsRateOfEvents() {
        join(1);
        assertThat(takeAll(budgets.getFirst(), 1)).isEqualTo(1000);
        pass(100);
        assertThat(takeAll(budgets.getFirst(), 1)).isEqualTo(50);
    }

    @Test
    void doesNotLimitRateOfResponses() {
        join(1);
        takeAll(budgets.getFirst(), 1);
        assertThat(budgets.getFirst().takeResponse(100, now)).isTrue();
    }

    @Test
    void rejectsEventOfHalfTheUnreadLimit() {
        join(1);
        assertThat(budgets.getFirst().takeEvent(UNREAD / 2 + 1, now)).isFalse();
        assertThat(budgets.getFirst().takeResponse(UNREAD / 2 + 1, now)).isFalse();
        assertThat(budgets.getFirst().takeEvent(UNREAD / 2, now)).isTrue();
    }

    /** A slot is never so large that the client does not hear of it. */
    @Test
    void takesStateOfAnySizeAfterWaiting() {
        join(SERVERS);
        int size = UNREAD * 5 / 12;
        assertThat(budgets.getFirst().takeState(size, now)).isTrue();
        assertThat(budgets.get(1).takeState(size, now)).isFalse();
        pass(4000);
        assertThat(budgets.get(1).takeState(size, now)).isTrue();
    }

    private void join(int servers) {
        for (int i = 0; i < servers; i++) {
            budgets.add(shares.ofServer(now));
        }
    }

    /** Takes events of a size for as long as that works; returns their sum. */
    private long takeAll(ServerEventBudget budget, int size) {
        long taken = 0;
        while (budget.takeEvent(size, now)) {
            taken += size;
        }
        return taken;
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
