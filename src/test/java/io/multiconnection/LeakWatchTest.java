package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakWatchTest {

    @Test
    void findsUnreleasedBuffer() throws InterruptedException {
        PooledByteBufAllocator.DEFAULT.buffer(16).touch("left behind on purpose");

        assertThat(LeakWatch.leaks()).singleElement().asString().contains("left behind on purpose");
    }

    @Test
    void ignoresReleasedBuffer() throws InterruptedException {
        PooledByteBufAllocator.DEFAULT.buffer(16).release();

        assertThat(LeakWatch.leaks()).isEmpty();
    }
}
