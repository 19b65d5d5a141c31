package io.multiconnection.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private static final long MIB = 1 << 20;

    private final MemoryBudget budget =
            new MemoryBudget(new MemoryLimits(100 * MIB, 50 * MIB, 30 * MIB));
    private final List<String> ended = new ArrayList<>();

    private MemoryAccount holder(String name, String address) {
        return budget.open(address, Runnable::run, reason -> ended.add(name + " " + reason));
    }

    @Test
    void endsHolderOverItsShareOnce() {
        MemoryAccount holder = holder("greedy", "a");

        assertThat(holder.take(MemoryKind.INBOUND, 30 * MIB)).isTrue();
        assertThat(holder.take(MemoryKind.INBOUND, 1)).isFalse();
        assertThat(holder.take(MemoryKind.INBOUND, 1)).isFalse();

        assertThat(ended).containsExactly("greedy HOLDER");
        assertThat(budget.ended(MemoryOverrun.HOLDER)).isEqualTo(1);
    }

    @Test
    void endsLargestHolderOfAddressOverItsShare() {
        MemoryAccount small = holder("small", "a");
        MemoryAccount large = holder("large", "a");
        MemoryAccount other = holder("other", "b");
        other.take(MemoryKind.REPLAY, 29 * MIB);
        large.take(MemoryKind.REPLAY, 28 * MIB);

        assertThat(small.take(MemoryKind.REPLAY, 23 * MIB)).isTrue();

        assertThat(ended).containsExactly("large ADDRESS");
    }

    @Test
    void endsLargestHoldersUntilRestFits() {
        List<MemoryAccount> holders = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            holders.add(holder("holder" + i, "address" + i));
            holders.get(i).take(MemoryKind.UNREAD, (5 + i) * MIB);
        }
        // 5 + 6 + ... + 14 = 95 MiB are held now.
        assertThat(ended).isEmpty();

        holders.getFirst().take(MemoryKind.UNREAD, 6 * MIB);

        assertThat(ended).containsExactly("holder9 TOTAL");
        assertThat(budget.used()).isEqualTo(101 * MIB);
        holders.get(9).close();
        assertThat(budget.used()).isEqualTo(87 * MIB);
    }

    @Test
    void endsNoOtherHolderWhileOneIsEnding() {
        for (int i = 0; i < 4; i++) {
            holder("holder" + i, "address" + i).take(MemoryKind.UNREAD, 24 * MIB);
        }
        MemoryAccount last = holder("last", "address4");

        last.take(MemoryKind.UNREAD, 5 * MIB);
        last.take(MemoryKind.UNREAD, 5 * MIB);

        assertThat(ended).hasSize(1);
    }

    @Test
    void admitsNoHolderWhileMemoryIsScarce() {
        List<MemoryAccount> holders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            holders.add(holder("holder" + i, "address" + i));
            holders.get(i).take(MemoryKind.UNREAD, 22 * MIB);
        }
        assertThat(budget.admits()).isTrue();

        holders.getFirst().take(MemoryKind.UNREAD, 3 * MIB);

        assertThat(budget.admits()).isFalse();
        assertThat(budget.refused()).isEqualTo(1);
        holders.getFirst().close();
        assertThat(budget.admits()).isTrue();
    }

    @Test
    void refusesOptionalMemoryBeforeEndingHolders() {
        MemoryAccount holder = holder("holder", "a");

        assertThat(holder.tryTake(MemoryKind.SEND_QUEUE, 22 * MIB)).isTrue();
        assertThat(holder.tryTake(MemoryKind.SEND_QUEUE, MIB)).isFalse();

        assertThat(holder.held()).isEqualTo(22 * MIB);
        assertThat(ended).isEmpty();
    }

    @Test
    void grantsMinimumToEveryHolderWhenMemoryIsScarce() {
        for (int i = 0; i < 4; i++) {
            holder("holder" + i, "address" + i).take(MemoryKind.UNREAD, 23 * MIB);
        }
        MemoryAccount late = holder("late", "b");

        assertThat(late.tryTake(MemoryKind.SEND_QUEUE, 200 << 10)).isTrue();
        assertThat(late.tryTake(MemoryKind.SEND_QUEUE, 200 << 10)).isFalse();
    }

    @Test
    void countsByKindAndForgetsClosedHolders() {
        MemoryAccount one = holder("one", "a");
        MemoryAccount two = holder("two", null);
        one.take(MemoryKind.CALLS, 1000);
        two.take(MemoryKind.CALLS, 500);
        two.take(MemoryKind.REPLAY, 70_000);
        two.give(MemoryKind.REPLAY, 60_000);

        assertThat(budget.used(MemoryKind.CALLS)).isEqualTo(1500);
        assertThat(budget.used(MemoryKind.REPLAY)).isEqualTo(10_000);

        one.close();
        two.close();
        two.give(MemoryKind.REPLAY, 10_000);
        assertThat(two.take(MemoryKind.REPLAY, 1)).isFalse();

        assertThat(budget.used(MemoryKind.CALLS)).isZero();
        assertThat(budget.used()).isZero();
    }

    @Test
    void rejectsReturnOfMoreThanWasTaken() {
        MemoryAccount holder = holder("holder", "a");
        holder.take(MemoryKind.CALLS, 10);

        assertThatThrownBy(() -> holder.give(MemoryKind.CALLS, 11))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("CALLS");
    }

    @Test
    void returnsToZeroAfterConcurrentUse() throws InterruptedException {
        MemoryBudget shared = new MemoryBudget(new MemoryLimits(20 * MIB, 10 * MIB, 5 * MIB));
        int threads = 4;
        CountDownLatch done = new CountDownLatch(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                Random random = new Random(thread);
                executor.execute(
                        () -> {
                            for (int i = 0; i < 200; i++) {
                                useOnce(shared, random);
                            }
                            done.countDown();
                        });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(shared.used()).isZero();
    }

    private static void useOnce(MemoryBudget shared, Random random) {
        MemoryAccount account = shared.open("address" + random.nextInt(3), Runnable::run, _ -> {});
        MemoryKind[] kinds = MemoryKind.values();
        for (int i = 0; i < 50; i++) {
            MemoryKind kind = kinds[random.nextInt(kinds.length)];
            int bytes = random.nextInt(200_000);
            if (account.tryTake(kind, bytes) && random.nextBoolean()) {
                account.give(kind, bytes);
            }
        }
        account.close();
    }

    @Test
    void derivesDefaultSharesFromTotal() {
        MemoryLimits limits = MemoryLimits.of(MemoryLimits.total(400 * MIB, 300 * MIB));

        assertThat(limits.total()).isEqualTo(180 * MIB);
        assertThat(limits.perAddress()).isEqualTo(45 * MIB);
        assertThat(limits.perHolder()).isEqualTo(36 * MIB);
    }
}
