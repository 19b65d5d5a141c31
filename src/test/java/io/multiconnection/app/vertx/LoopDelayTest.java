package io.multiconnection.app.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Delay of event loops that are idle, late and blocked. */
class LoopDelayTest {

    private final List<EventExecutor> loops =
            List.of(new DefaultEventExecutor(), new DefaultEventExecutor());

    @AfterEach
    void stop() {
        loops.forEach(EventExecutor::shutdownGracefully);
    }

    @Test
    void measuresBlockedLoopAsLongestDelay() {
        CountDownLatch free = new CountDownLatch(1);
        loops.getFirst()
                .execute(
                        () -> {
                            try {
                                free.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            assertThat(new LoopDelay(loops, System::nanoTime).measure().join()).isEqualTo(1.0);
        } finally {
            free.countDown();
        }
    }

    /** Each reading of this clock is 21 ms after the last one, whatever the loops do. */
    @Test
    void takesMedianOfSlowestLoop() {
        AtomicLong time = new AtomicLong();
        LoopDelay delay = new LoopDelay(loops.subList(0, 1), () -> time.getAndAdd(21_000_000));
        // Readings: 0, then 21, 42, 63, 84 and 105 ms for tasks that were due at 0, 20, … 80 ms.
        assertThat(delay.measure().join()).isEqualTo(0.023);
    }
}
