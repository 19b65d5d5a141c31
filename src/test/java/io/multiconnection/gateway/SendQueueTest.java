package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendQueueTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final SendQueue queue = new SendQueue();

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void countsBytesAndMediaTimeThatWait() {
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
    }

    @Test
    void isEmptyAgainAfterAnyNumberOfFrames() {
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
        assertThat(queue.sentBytes()).isEqualTo(3 * 199 * 200 / 2);
    }

    private ChannelPromise add(int size, int timestamp) {
        queue.add(size, timestamp);
        ChannelPromise write = channel.newPromise();
        write.addListener(queue);
        return write;
    }
}
