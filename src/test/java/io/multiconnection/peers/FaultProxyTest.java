package io.multiconnection.peers;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.peers.FaultProxy.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Faults as seen from both ends of a connection. */
@Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
class FaultProxyTest {

    private final ServerSocket listener;
    private final FaultProxy proxy;
    private Socket client = new Socket();
    private Socket server = new Socket();

    FaultProxyTest() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.to(listener.getLocalPort());
    }

    @BeforeEach
    void connects() throws IOException {
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        server = listener.accept();
    }

    @AfterEach
    void leavesNothingBehind() throws IOException {
        client.close();
        server.close();
        proxy.clear();
        await().until(() -> proxy.connections() == 0);
        assertThat(proxy.heldBytes()).isZero();
        proxy.close();
        listener.close();
    }

    @Test
    void forwardsBothDirections() throws IOException {
        send(client, "question");
        assertThat(receive(server, 8)).isEqualTo("question");
        send(server, "answer");
        assertThat(receive(client, 6)).isEqualTo("answer");
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(proxy.taken()).isEqualTo(1);
    }

    @Test
    void forwardsEndAndKeepsOtherDirectionOpen() throws IOException {
        send(client, "last words");
        client.shutdownOutput();
        assertThat(receive(server, 10)).isEqualTo("last words");
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        send(server, "answer");
        assertThat(receive(client, 6)).isEqualTo("answer");
    }

    @Test
    void forwardsReset() throws IOException {
        client.setSoLinger(true, 0);
        client.close();
        assertThatThrownBy(() -> server.getInputStream().read())
                .isInstanceOf(SocketException.class);
    }

    @Test
    void cuts() throws IOException {
        proxy.cut();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void resets() {
        proxy.reset();
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> server.getInputStream().read())
                .isInstanceOf(SocketException.class);
    }

    @Test
    void closesOneDirection() throws IOException {
        proxy.halfClose(Way.TO_CLIENT);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        send(client, "still here");
        assertThat(receive(server, 10)).isEqualTo("still here");
    }

    @Test
    void stallsOneDirectionUntilResumed() throws IOException {
        proxy.stall(Way.TO_SERVER);
        send(client, "late");
        send(server, "on time");
        assertThat(receive(client, 7)).isEqualTo("on time");
        assertNothingComes(server);
        proxy.clear();
        assertThat(receive(server, 4)).isEqualTo("late");
    }

    @Test
    void stallsAtBytesInAnySegmentation() throws IOException {
        var sprung = proxy.stallAt(Way.TO_SERVER, "publish");
        send(client, "connect pub");
        assertThat(receive(server, 11)).isEqualTo("connect pub");
        assertThat(sprung).isNotDone();
        send(client, "lish");
        sprung.join();
        assertThat(proxy.heldBytes()).isEqualTo(4);
        proxy.clear();
        assertThat(receive(server, 4)).isEqualTo("lish");
    }

    @Test
    void slowsDown() throws IOException {
        proxy.slow(Way.TO_SERVER, 20_000);
        long begin = System.nanoTime();
        send(client, "x".repeat(10_000));
        receive(server, 10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(millis(450));
    }

    @Test
    void delays() throws IOException {
        proxy.delay(Way.TO_CLIENT, millis(200));
        long begin = System.nanoTime();
        send(server, "late");
        assertThat(receive(client, 4)).isEqualTo("late");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(millis(190));
    }

    @Test
    void forwardsBytesAfterWithheldEnd() throws IOException {
        proxy.withholdEnds(Way.TO_SERVER);
        client.shutdownOutput();
        assertNothingComes(server);
        proxy.inject(Way.TO_CLIENT, "late".getBytes(StandardCharsets.US_ASCII));
        assertThat(receive(client, 4)).isEqualTo("late");
    }

    @Test
    void injectsGarbage() throws IOException {
        proxy.garbage(Way.TO_CLIENT, 1000);
        byte[] garbage = client.getInputStream().readNBytes(1000);
        assertThat(garbage).hasSize(1000).isNotEqualTo(new byte[1000]);
    }

    @Test
    void forwardsNewConnectionsToOtherTarget() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            proxy.leadTo(other.getLocalPort());
            try (Socket second = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                    Socket otherServer = other.accept()) {
                send(second, "hello");
                assertThat(receive(otherServer, 5)).isEqualTo("hello");
                send(client, "same as ever");
                assertThat(receive(server, 12)).isEqualTo("same as ever");
            }
        }
    }

    @Test
    void closesConnectionsWithoutTarget() throws IOException {
        listener.close();
        try (Socket lost = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            assertThat(lost.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static void assertNothingComes(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(0);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
