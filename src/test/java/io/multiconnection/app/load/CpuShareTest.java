package io.multiconnection.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Share of processor time since the last reading. */
class CpuShareTest {

    @Test
    void countsFromReadingToReading() {
        AtomicLong used = new AtomicLong(500);
        AtomicLong time = new AtomicLong(1_000_000_000);
        CpuShare share = new CpuShare(() -> Duration.ofMillis(used.get()), time::get, 2);
        used.addAndGet(1000);
        time.addAndGet(1_000_000_000);
        assertThat(share.read()).isEqualTo(0.5);
        time.addAndGet(1_000_000_000);
        assertThat(share.read()).isZero();
        used.addAndGet(4000);
        time.addAndGet(2_000_000_000);
        assertThat(share.read()).isEqualTo(1.0);
    }

    @Test
    void readsProcess() {
        assertThat(new CpuShare().read()).isNotNegative();
    }
}
