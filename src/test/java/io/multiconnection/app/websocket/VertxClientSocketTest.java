package io.multiconnection.app.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertxClientSocketTest {

    private final MemoryAccount memory =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final VertxClientSocket browser =
            new VertxClientSocket(connection(), channel, memory, 1000);

    /** Connection on which all operations complete at once. */
    private static WebSocketConnection connection() {
        return connection(Uni.createFrom().voidItem());
    }

    private static WebSocketConnection connection(Uni<?> outcome) {
        return (WebSocketConnection)
                Proxy.newProxyInstance(
                        VertxClientSocketTest.class.getClassLoader(),
                        new Class<?>[] {WebSocketConnection.class},
                        (_, _, _) -> outcome);
    }

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void pausesReading() {
        browser.pauseReading();
        assertThat(channel.config().isAutoRead()).isFalse();
        browser.resumeReading();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void readsAgainWhenAllPausesHaveEnded() {
        browser.pauseReading();
        browser.pauseReading();
        browser.resumeReading();
        assertThat(channel.config().isAutoRead()).isFalse();
        browser.resumeReading();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void pausesReadingWhileHalfOfMessagesIsUnread() {
        List<Runnable> written = new ArrayList<>();
        VertxClientSocket slow =
                new VertxClientSocket(connection(waiting(written)), channel, memory, 1000);
        for (int i = 0; i < 6; i++) {
            slow.send("x".repeat(100));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(memory.held()).isGreaterThan(600);

        written.forEach(Runnable::run);

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(memory.held()).isZero();
    }

    @Test
    void sendsNoPingWhileEarlierOneWaits() {
        List<Runnable> written = new ArrayList<>();
        VertxClientSocket slow =
                new VertxClientSocket(connection(waiting(written)), channel, memory, 1000);
        slow.ping();
        slow.ping();
        assertThat(written).hasSize(1);

        written.removeFirst().run();
        slow.ping();
        assertThat(written).hasSize(1);

        written.removeFirst().run();
        slow.close(CloseCode.SLOW_READER, "nothing received");
        written.clear();
        slow.ping();
        assertThat(written).isEmpty();
        channel.close();
    }

    /** Returns an outcome that completes when the task it adds to {@code written} runs. */
    private static Uni<?> waiting(List<Runnable> written) {
        return Uni.createFrom().emitter(emitter -> written.add(() -> emitter.complete(null)));
    }

    @Test
    void closesLargestOf120ClientsThatNeverRead() {
        int total = 24 << 20;
        MemoryBudget budget = new MemoryBudget(new MemoryLimits(total, total, 8 << 20));
        List<CloseCode> ended = new ArrayList<>();
        Uni<?> never = Uni.createFrom().nothing();
        for (int i = 0; i < 120; i++) {
            CompletableFuture<MemoryAccount> opened = new CompletableFuture<>();
            MemoryAccount account =
                    budget.open(
                            "192.0.2." + i,
                            Runnable::run,
                            reason -> {
                                ended.add(CloseCode.of(reason));
                                opened.join().close(); // as the channel does when it is closed
                            });
            opened.complete(account);
            VertxClientSocket client =
                    new VertxClientSocket(connection(never), channel, account, 8 << 20);
            int messages = 1 + i % 20;
            for (int message = 0; message < messages; message++) {
                client.send("x".repeat(50_000));
            }
            assertThat(budget.used()).isLessThanOrEqualTo(total);
        }

        assertThat(ended).hasSizeBetween(30, 119).containsOnly(CloseCode.TRY_AGAIN_LATER);
        assertThat(budget.ended(MemoryOverrun.TOTAL)).isEqualTo(ended.size());
    }

    /** Reads the client's close frame even while the session is paused. */
    @Test
    void readsCloseFrameWhilePaused() {
        browser.pauseReading();
        browser.close(CloseCode.TOO_FAST, "too fast");
        assertThat(channel.config().isAutoRead()).isTrue();
    }
}
