package io.multiconnection.app.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionFaultsTest {

    static Stream<Throwable> disconnects() {
        return Stream.of(
                new IOException("Connection reset by peer"),
                new IOException("Broken pipe"),
                new SocketException("Connection reset"),
                new EOFException(),
                new SSLException("Received close_notify during handshake"),
                new ClosedChannelException(),
                closedChannel(),
                new HttpClosedException("Connection was closed"),
                new StreamResetException(8),
                new CompletionException(new ClosedChannelException()),
                new ChannelException("write", new IOException("Broken pipe")));
    }

    @ParameterizedTest
    @MethodSource("disconnects")
    void recognizesDisconnects(Throwable fault) {
        assertThat(ConnectionFaults.isDisconnect(fault)).isTrue();
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException("a fault"),
                new NullPointerException(),
                new CompletionException(new IllegalArgumentException("a fault")),
                new OutOfMemoryError());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void recognizesFaults(Throwable fault) {
        assertThat(ConnectionFaults.isDisconnect(fault)).isFalse();
    }

    @Test
    void endsOnCyclicCauses() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second", first);
        first.initCause(second);
        assertThat(ConnectionFaults.isDisconnect(first)).isFalse();
    }

    private static Throwable closedChannel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.close();
        return channel.writeAndFlush("late").cause();
    }
}
