package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.gateway.Timers;
import io.multiconnection.memory.MemoryBudget;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.impl.VertxByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;

/**
 * Resources of this process: those of the gateway, clients and servers.
 *
 * @param files file descriptors, sockets included
 * @param channels channels of the gateway's event loops
 * @param timers timers of the gateway's event loops
 * @param bufferBytes bytes of pooled buffers in use, without what the pools cache
 * @param heapBytes heap after a garbage collection
 * @param budgetBytes bytes taken from the memory budget; replay buffers of open sessions grow, so
 *     only the final value shows a leak
 */
record ProcessResources(
        long files,
        long channels,
        long timers,
        long bufferBytes,
        long heapBytes,
        long budgetBytes) {

    /** Tolerance for other connections of the process, such as a resolver's. */
    private static final int FEW = 16;

    private static final long MIB = 1 << 20;

    /** Tolerance for compiled code, classes and metrics, which are created once after the start. */
    private static final long HEAP_SLACK = 64 * MIB;

    static ProcessResources of(Vertx vertx, MemoryBudget memory) {
        long timers = 0;
        long channels = 0;
        for (var executor : VertxInternals.anyEventLoop(vertx).parent()) {
            EventLoop loop = (EventLoop) executor;
            timers += loop.submit(() -> Timers.of(loop)).syncUninterruptibly().getNow();
            channels += ((SingleThreadEventLoop) loop).registeredChannels();
        }
        return new ProcessResources(
                openFiles(), channels, timers, buffers(), heapAfterCollection(), memory.used());
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    private static long buffers() {
        return Stream.of(
                        PooledByteBufAllocator.DEFAULT,
                        (PooledByteBufAllocator) VertxByteBufAllocator.POOLED_ALLOCATOR)
                .mapToLong(pool -> pool.pinnedDirectMemory() + pool.pinnedHeapMemory())
                .sum();
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    void assertNoMoreThan(ProcessResources before) {
        assertThat(files).as("file descriptors").isLessThanOrEqualTo(before.files + FEW);
        assertThat(channels).as("channels").isLessThanOrEqualTo(before.channels + FEW);
        assertThat(timers).as("timers").isLessThanOrEqualTo(before.timers + FEW);
        assertThat(bufferBytes).as("buffers").isLessThanOrEqualTo(before.bufferBytes + MIB);
        assertThat(heapBytes).as("heap").isLessThanOrEqualTo(before.heapBytes + HEAP_SLACK);
    }

    @Override
    public String toString() {
        return "%d files, %d channels, %d timers, %d KiB of buffers, %d MiB of heap, %d KiB of budget"
                .formatted(
                        files,
                        channels,
                        timers,
                        bufferBytes >> 10,
                        heapBytes / MIB,
                        budgetBytes >> 10);
    }
}
