package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
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

    /** A released buffer of an earlier class must not make up for one that is lost. */
    @Test
    void findsLostBufferWhileAnotherOneIsReleased() throws InterruptedException {
        // Not pooled: the other buffer must not reuse this object, which the test still refers to.
        ByteBuf held = UnpooledByteBufAllocator.DEFAULT.directBuffer(16);
        assertThat(LeakWatch.leaks()).isEmpty();

        held.release();
        PooledByteBufAllocator.DEFAULT.buffer(16).touch("left behind in exchange");

        assertThat(LeakWatch.leaks())
                .singleElement()
                .asString()
                .contains("left behind in exchange");
    }
}
