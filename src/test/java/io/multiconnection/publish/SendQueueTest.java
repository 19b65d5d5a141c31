package io.multiconnection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendQueueTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final MemoryAccount memory =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final List<Long> latencies = new ArrayList<>();
    private long nanos;
    private final SendQueue queue = new SendQueue(memory, () -> nanos, latencies::add);

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void countsWaitingBytesAndMediaTime() {
        ChannelPromise first = add(100, 1000);
        ChannelPromise second = add(50, 1040);
        add(50, 1080);
        assertThat(queue.bytes()).isEqualTo(200);
        assertThat(queue.millis()).isEqualTo(80);

        first.setSuccess();
        assertThat(queue.bytes()).isEqualTo(100);
        assertThat(queue.millis()).isEqualTo(40);
        assertThat(queue.sentBytes()).isEqualTo(100);

        second.setFailure(new IllegalStateException("connection lost"));
        assertThat(queue.bytes()).isEqualTo(50);
        assertThat(queue.sentBytes()).isEqualTo(100);
        assertThat(memory.held(MemoryKind.SEND_QUEUE)).isEqualTo(50 + 512);
    }

    @Test
    void measuresTimeOfOneFrameForEachSample() {
        ChannelPromise first = add(1, 0);
        queue.sample();
        nanos = 100;
        ChannelPromise second = add(1, 10);
        nanos = 150;
        queue.sample(); // one is measured already
        ChannelPromise third = add(1, 20);
        nanos = 400;
        first.setSuccess();
        assertThat(latencies).isEmpty();
        second.setSuccess();
        assertThat(latencies).containsExactly(300L);
        third.setSuccess();
        assertThat(latencies).containsExactly(300L);

        queue.sample();
        ChannelPromise lost = add(1, 30);
        lost.setFailure(new IllegalStateException("connection lost"));
        assertThat(latencies).as("a frame that was not sent").hasSize(1);
        queue.sample();
        ChannelPromise next = add(1, 40);
        nanos = 1000;
        next.setSuccess();
        assertThat(latencies).containsExactly(300L, 600L);
    }

    @Test
    void refusesRoomWhenMemoryIsShortUnlessQueueIsSmall() {
        MemoryBudget budget = new MemoryBudget(MemoryLimits.of(20 << 20));
        MemoryAccount short4Mib = budget.open(null, Runnable::run, _ -> {});
        short4Mib.take(MemoryKind.REPLAY, 3 << 20);
        SendQueue small = new SendQueue(short4Mib);

        assertThat(small.reserve(30_000)).as("below 1/128 of 4 MiB").isTrue();
        small.add(30_000, 0);
        assertThat(small.reserve(3_000)).isFalse();
        assertThat(short4Mib.held(MemoryKind.SEND_QUEUE)).isEqualTo(30_000 + 512);

        short4Mib.give(MemoryKind.REPLAY, 1 << 20);
        assertThat(small.reserve(500_000)).isTrue();
    }

    @Test
    void isEmptyAfterAnyNumberOfFrames() {
        for (int round = 0; round < 3; round++) {
            ChannelPromise[] writes = new ChannelPromise[200];
            for (int i = 0; i < writes.length; i++) {
                writes[i] = add(i, i * 20);
            }
            assertThat(queue.millis()).isEqualTo(199 * 20);
            for (ChannelPromise write : writes) {
                write.setSuccess();
            }
            assertThat(queue.bytes()).isZero();
            assertThat(queue.millis()).isZero();
        }
        assertThat(memory.held()).isZero();
        assertThat(queue.sentBytes()).isEqualTo(3 * 199 * 200 / 2);
    }

    private ChannelPromise add(int size, int timestamp) {
        assertThat(queue.reserve(size)).isTrue();
        queue.add(size, timestamp);
        ChannelPromise write = channel.newPromise();
        write.addListener(queue);
        return write;
    }
}
