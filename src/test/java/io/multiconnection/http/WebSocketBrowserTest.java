package io.multiconnection.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketBrowserTest {

    private final MemoryAccount memory =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WebSocketBrowser browser =
            new WebSocketBrowser(connection(), channel, memory, 1000);

    /** A connection on which everything is done at once. */
    private static WebSocketConnection connection() {
        return connection(Uni.createFrom().voidItem());
    }

    private static WebSocketConnection connection(Uni<?> outcome) {
        return (WebSocketConnection)
                Proxy.newProxyInstance(
                        WebSocketBrowserTest.class.getClassLoader(),
                        new Class<?>[] {WebSocketConnection.class},
                        (_, _, _) -> outcome);
    }

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void readsNothingFromTheSocketWhilePaused() {
        browser.pauseReading();
        assertThat(channel.config().isAutoRead()).isFalse();
        browser.resumeReading();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void readsNothingFromClientThatLeavesHalfOfItsMessagesUnread() {
        List<Runnable> written = new ArrayList<>();
        WebSocketBrowser slow =
                new WebSocketBrowser(
                        connection(
                                Uni.createFrom()
                                        .emitter(
                                                emitter ->
                                                        written.add(() -> emitter.complete(null)))),
                        channel,
                        memory,
                        1000);
        for (int i = 0; i < 6; i++) {
            slow.send("x".repeat(100));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(memory.held()).isGreaterThan(600);

        written.forEach(Runnable::run);

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(memory.held()).isZero();
    }

    /** The client's close frame is read, however much the session owes. */
    @Test
    void readsAgainWhenItIsClosed() {
        browser.pauseReading();
        browser.close(CloseCode.TOO_FAST, "too fast");
        assertThat(channel.config().isAutoRead()).isTrue();
    }
}
