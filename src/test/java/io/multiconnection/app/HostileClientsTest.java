package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.app.RawWebSocket.BINARY;
import static io.multiconnection.app.RawWebSocket.PING;
import static io.multiconnection.app.RawWebSocket.TEXT;
import static io.multiconnection.app.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.HangLimit;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryOverrun;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that try to exhaust a small memory budget, beside an honest one. */
@QuarkusTest
@TestProfile(HostileClientsTest.SmallBudget.class)
class HostileClientsTest {

    public static final class SmallBudget implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    // Applies limits per address to loopback.
                    "multiconnection.limits.exempt-addresses", "192.0.2.255",
                    "multiconnection.memory.total", "24M",
                    "multiconnection.memory.per-address", "16M",
                    "multiconnection.memory.per-session", "8M",
                    // Releases the memory of lost clients at once.
                    "multiconnection.resume.hold", "0s");
        }
    }

    private static final int MIB = 1 << 20;

    @TestHTTPResource("/v1")
    URI uri;

    @Inject MemoryBudget memory;

    private final List<RawWebSocket> sockets = new ArrayList<>();
    private TestClient honest;

    @BeforeEach
    void openHonestSession() {
        honest = TestClient.open(uri);
    }

    /** Asserts that the honest session is not affected and that all memory is released. */
    @AfterEach
    void leavesNothingBehind() {
        honest.send("{'id':1,'type':'createStream'}");
        assertThat(honest.answer(1).path("code").textValue()).isEqualTo("bad-state");
        sockets.forEach(RawWebSocket::close);
        honest.close();
        await().atMost(HangLimit.DURATION).until(() -> memory.used() == 0);
    }

    private RawWebSocket open() {
        RawWebSocket socket = new RawWebSocket(uri);
        sockets.add(socket);
        return socket;
    }

    /** Sends to up to {@code count} sockets; a closed one is no failure. */
    private void sendOnMany(int count, byte[] wire) {
        for (int i = 0; i < count; i++) {
            try {
                open().write(wire);
            } catch (IOException e) {
                assertThat(e).isInstanceOf(java.net.SocketException.class);
            }
            assertThat(memory.used()).isLessThan(24 * MIB);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT, BINARY})
    void boundsIncompleteFrame(int opcode) {
        byte[] wire = frame(true, opcode, new byte[4 * MIB - 1000]);
        sendOnMany(16, Arrays.copyOf(wire, wire.length - 1));

        await().until(() -> memory.ended(MemoryOverrun.ADDRESS) > 4);
        assertThat(memory.used(MemoryKind.INBOUND)).isLessThanOrEqualTo(16 * MIB);
    }

    @Test
    void boundsIncompleteFragments() {
        byte[] wire = frame(false, BINARY, new byte[2 * MIB - 1000]);
        long ended = memory.ended(MemoryOverrun.ADDRESS);
        sendOnMany(16, wire);

        await().until(() -> memory.ended(MemoryOverrun.ADDRESS) > ended + 4);
    }

    @Test
    void closesPingFloodOfClientThatDoesNotRead() {
        RawWebSocket socket = open();
        socket.flood(frame(true, PING, new byte[125]), 6000);

        assertThat(socket.awaitClose()).isEqualTo(4429);
    }

    @Test
    void closesWebSocketOverMemoryShareWithCode() throws IOException {
        RawWebSocket socket = open();
        socket.write(frame(false, BINARY, new byte[MIB]));
        byte[] wire = frame(true, 0, new byte[4 * MIB]);
        socket.write(Arrays.copyOf(wire, wire.length - 1));
        // 1 MiB of fragments and 4 MiB of a frame are within the share of 8 MiB
        assertThat(memory.ended(MemoryOverrun.HOLDER)).isZero();
        socket.write(new byte[1]);

        assertThat(socket.awaitClose()).isEqualTo(1009);
    }

    @Test
    void refusesWebSocketsWhileShortOfMemory() {
        var holders =
                List.of(
                        memory.open("192.0.2.1", Runnable::run, _ -> {}),
                        memory.open("192.0.2.2", Runnable::run, _ -> {}),
                        memory.open("192.0.2.3", Runnable::run, _ -> {}));
        holders.forEach(holder -> holder.take(MemoryKind.REPLAY, 15 * MIB / 2));
        assertThat(memory.isScarce()).isTrue();

        assertThatThrownBy(this::open).hasMessageContaining("503");

        holders.forEach(holder -> holder.close());
        assertThat(open()).isNotNull();
    }
}
