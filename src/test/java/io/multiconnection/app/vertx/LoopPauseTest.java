package io.multiconnection.app.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopPauseTest {

    private final List<Runnable> endOfIteration = new ArrayList<>();
    private final List<Long> sleeps = new ArrayList<>();
    private long nanos;

    private LoopPause pause(long intervalMillis) {
        return new LoopPause(
                endOfIteration::add,
                TimeUnit.MILLISECONDS.toNanos(intervalMillis),
                () -> nanos,
                time -> sleeps.add(TimeUnit.NANOSECONDS.toMillis(time)));
    }

    private void iteration(Runnable task) {
        task.run();
        endOfIteration.forEach(Runnable::run);
        endOfIteration.clear();
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 3", "3, 1, 2", "20, 5, 15"})
    void sleepsForRestOfInterval(long interval, long workMillis, long expected) {
        LoopPause pause = pause(interval);

        iteration(
                () -> {
                    pause.request();
                    nanos += TimeUnit.MILLISECONDS.toNanos(workMillis);
                });

        assertThat(sleeps).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "3, 50", "0, 0"})
    void doesNotSleepIfWorkTookInterval(long interval, long workMillis) {
        LoopPause pause = pause(interval);

        iteration(
                () -> {
                    pause.request();
                    nanos += TimeUnit.MILLISECONDS.toNanos(workMillis);
                });

        assertThat(sleeps).isEmpty();
    }

    @Test
    void sleepsOnceForAllMediaOfIteration() {
        LoopPause pause = pause(3);

        iteration(
                () -> {
                    pause.request();
                    pause.request();
                });

        assertThat(sleeps).containsExactly(3L);
    }

    @Test
    void sleepsAfterEachIterationWithMedia() {
        LoopPause pause = pause(3);

        iteration(pause::request);
        iteration(() -> {});
        iteration(pause::request);

        assertThat(sleeps).containsExactly(3L, 3L);
    }

    @Test
    void blocksLoopAfterItsTasks() {
        EventLoopGroup group = new NioEventLoopGroup(1);
        EventLoop loop = group.next();
        LoopPause pause = new LoopPauses(Duration.ofMillis(20)).of(loop);

        loop.submit(
                        () -> {
                            pause.request();
                            loop.execute(() -> nanos = System.nanoTime());
                        })
                .syncUninterruptibly();
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();

        assertThat(System.nanoTime() - nanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(19));
    }

    @Test
    void hasOnePauseForEachLoop() {
        LoopPauses pauses = new LoopPauses(Duration.ofMillis(3));
        EventLoop loop = new DefaultEventLoop();

        assertThat(pauses.of(loop)).isSameAs(pauses.of(loop));
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 21})
    void refusesIntervalOutOfRange(long millis) {
        assertThatThrownBy(() -> new LoopPauses(Duration.ofMillis(millis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("multiconnection.publish.read-interval: %d ms, expected 0..20", millis);
    }
}
