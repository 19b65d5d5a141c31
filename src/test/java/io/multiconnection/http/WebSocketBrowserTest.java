package io.multiconnection.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.protocol.CloseCode;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketBrowserTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WebSocketBrowser browser = new WebSocketBrowser(connection(), channel, 1000);

    /** A connection on which everything is done at once. */
    private static WebSocketConnection connection() {
        return (WebSocketConnection)
                Proxy.newProxyInstance(
                        WebSocketBrowserTest.class.getClassLoader(),
                        new Class<?>[] {WebSocketConnection.class},
                        (_, _, _) -> Uni.createFrom().voidItem());
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

    /** The client's close frame is read, however much the session owes. */
    @Test
    void readsAgainWhenItIsClosed() {
        browser.pauseReading();
        browser.close(CloseCode.TOO_FAST, "too fast");
        assertThat(channel.config().isAutoRead()).isTrue();
    }
}
