package io.multiconnection.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryChargeTest {

    private static final long LIMIT = 1 << 20;

    private final List<MemoryOverrun> overruns = new ArrayList<>();
    private final MemoryAccount account =
            new MemoryBudget(new MemoryLimits(4 * LIMIT, 4 * LIMIT, LIMIT))
                    .open("a", Runnable::run, overruns::add);
    private final MemoryCharge charge = new MemoryCharge(account, MemoryKind.REPLAY);

    @Test
    void accountHoldsChargedBytes() {
        account.take(MemoryKind.REPLAY, 7);
        for (long bytes : new long[] {0, 10, 500, 500, 3, 0, LIMIT - 7, 0}) {
            charge.set(bytes);
            assertThat(charge.bytes()).isEqualTo(bytes);
            assertThat(account.held(MemoryKind.REPLAY)).isEqualTo(7 + bytes);
        }
        assertThat(overruns).isEmpty();
    }

    @Test
    void chargesBytesThatEndHolder() {
        charge.set(LIMIT + 1);
        assertThat(overruns).containsExactly(MemoryOverrun.HOLDER);
        assertThat(account.held()).isEqualTo(LIMIT + 1);
        charge.set(0);
        assertThat(account.held()).isZero();
    }
}
