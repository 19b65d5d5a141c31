package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.multiconnection.gateway.Timers;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watchdog that checks once per second of the channel's clock, which the test advances. */
class StallWatchdogTest {

    private static final int TIMEOUT_SECONDS = 4;

    private final List<RtmpClientException> faults = new ArrayList<>();

    /** Number of bytes that the socket still accepts. */
    private int room = Integer.MAX_VALUE;

    private final EmbeddedChannel channel =
            new EmbeddedChannel(
                    new StallWatchdog(Duration.ofSeconds(TIMEOUT_SECONDS), faults::add)) {
                @Override
                protected void doWrite(ChannelOutboundBuffer waiting) {
                    while (waiting.current() instanceof ByteBuf bytes && room > 0) {
                        int taken = Math.min(room, bytes.readableBytes());
                        room -= taken;
                        waiting.removeBytes(taken);
                    }
                }
            };

    @BeforeEach
    void freezeTime() {
        channel.freezeTime();
    }

    @AfterEach
    void leavesNoTimer() {
        room = Integer.MAX_VALUE;
        channel.finishAndReleaseAll();
        assertThat(timers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reportsTimeoutIfServerAcceptsNoBytes(boolean readsInput) {
        channel.config().setAutoRead(readsInput);
        room = 0;
        write(100);
        advanceMillis(1000);
        write(100); // the amount of waiting bytes does not matter
        advanceMillis(2999);
        assertThat(faults).isEmpty();
        advanceMillis(1);
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.TIMEOUT);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server took no bytes for 4 s");
        write(100);
        advanceMillis(20_000);
        assertThat(faults).hasSize(1);
    }

    @Test
    void keepsConnectionIfServerAcceptsFewBytes() {
        room = 0;
        write(100);
        acceptByteEvery(3000, 10);
        assertThat(faults).isEmpty();
    }

    /** Reports a stall within the timeout and one check more, after any progress before. */
    @RepeatedTest(50)
    void reportsStallAfterLastProgress(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        room = 0;
        write(1000);
        for (int i = 0; i < 20; i++) {
            acceptByteEvery(random.nextInt(1, 1000 * TIMEOUT_SECONDS), 1);
            if (random.nextBoolean()) {
                write(random.nextInt(1, 100));
            }
        }
        assertThat(faults).isEmpty();
        advanceMillis(1000 * TIMEOUT_SECONDS - 1);
        assertThat(faults).isEmpty();
        advanceMillis(1001);
        assertThat(faults).hasSize(1);
    }

    @Test
    void schedulesNothingForBytesThatSocketAccepts() {
        for (int i = 0; i < 1000; i++) {
            write(100);
            assertThat(timers()).isZero();
        }
        advanceMillis(100_000);
        assertThat(faults).isEmpty();
    }

    @Test
    void schedulesOneCheckForAllBytesThatWait() {
        room = 0;
        for (int i = 0; i < 1000; i++) {
            write(100);
        }
        assertThat(timers()).isOne();
    }

    @Test
    void schedulesNothingForBytesThatAreNotFlushed() {
        for (int i = 0; i < 1000; i++) {
            channel.write(Unpooled.buffer().writeZero(100));
        }
        assertThat(timers()).isZero();
        advanceMillis(100_000);
        assertThat(faults).isEmpty();
        channel.flush();
        assertThat(timers()).isZero();
    }

    /** Bytes may wait for their flush while older bytes wait for the server. */
    @Test
    void endsChecksWhenFlushedBytesAreTaken() {
        room = 0;
        write(100);
        advanceMillis(1500);
        room = 100;
        channel.write(Unpooled.buffer().writeZero(100));
        channel.unsafe().flush();
        channel.write(Unpooled.buffer().writeZero(100));
        assertThat(timers()).isOne();
        room = Integer.MAX_VALUE;
        channel.unsafe().flush();
        advanceMillis(1000);
        assertThat(timers()).isZero();
        assertThat(faults).isEmpty();
    }

    @Test
    void watchesBytesThatWaitAfterChecksHaveEnded() {
        room = 0;
        write(100);
        room = 100;
        channel.flush();
        advanceMillis(5000);
        assertThat(timers()).isZero();
        write(100);
        advanceMillis(3999);
        assertThat(faults).isEmpty();
        advanceMillis(1);
        assertThat(faults).hasSize(1);
    }

    @Test
    void rejectsTooShortTimeout() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LivenessTimeouts(Duration.ofMillis(3), Duration.ofSeconds(1)))
                .withMessageContaining("expected at least 4 ms");
    }

    private void write(int bytes) {
        channel.writeAndFlush(Unpooled.buffer().writeZero(bytes));
    }

    /** Lets time pass, then the socket accept a byte as it does when it becomes writable. */
    private void acceptByteEvery(int millis, int times) {
        for (int i = 0; i < times; i++) {
            advanceMillis(millis);
            room = 1;
            channel.unsafe().flush();
        }
    }

    private void advanceMillis(int millis) {
        for (int i = 0; i < millis; i++) {
            channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private int timers() {
        return Timers.of(channel.eventLoop());
    }
}
