package io.multiconnection.app.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.app.limits.RefusalCounter.Limit;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accepted connections with limits of 10 in total, 3 per address and 2 new ones per second. */
class ConnectionLimitsTest {

    private final List<Limit> refused = new ArrayList<>();
    private final List<Channel> accepted = new ArrayList<>();
    private long now;
    private final ConnectionLimits limits =
            new ConnectionLimits(
                    10,
                    new AddressCounter(3),
                    new AddressRate(2, 100, 0),
                    ConnectionLimitsTest::key,
                    new RequestTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(75), () -> {}),
                    refused::add,
                    () -> now);
    private final EmbeddedChannel server = new EmbeddedChannel(limits);

    private static ClientAddress key(InetAddress address) {
        return address.isLoopbackAddress() ? ClientAddress.EXEMPT : ClientAddress.of(address);
    }

    @AfterEach
    void leavesNothingBehind() {
        accepted.forEach(Channel::close);
        assertThat(limits.open()).isZero();
        server.finishAndReleaseAll();
    }

    /** Accepts a connection from an address; returns whether it reaches the server. */
    private boolean accepts(String address) {
        SocketAddress peer =
                new InetSocketAddress(Objects.requireNonNull(AddressRanges.parse(address)), 4711);
        EmbeddedChannel connection =
                new EmbeddedChannel() {
                    @Override
                    protected SocketAddress remoteAddress0() {
                        return peer;
                    }
                };
        accepted.add(connection);
        server.writeInbound(connection);
        boolean passed = connection.equals(server.readInbound());
        assertThat(connection.isOpen()).isEqualTo(passed);
        assertThat(connection.pipeline().get(RequestTimeoutHandler.class) != null)
                .isEqualTo(passed);
        return passed;
    }

    @Test
    void closesConnectionOverLimitOfAddress() {
        assertThat(accepts("203.0.113.7")).isTrue();
        assertThat(accepts("203.0.113.7")).isTrue();
        assertThat(accepts("::ffff:203.0.113.7")).isTrue();
        assertThat(accepts("203.0.113.7")).isFalse();
        assertThat(accepts("203.0.113.8")).isTrue();
        assertThat(refused).containsExactly(Limit.CONNECTIONS_PER_ADDRESS);
        assertThat(limits.open()).isEqualTo(4);
        accepted.getFirst().close();
        assertThat(accepts("203.0.113.7")).isTrue();
    }

    @Test
    void countsIpv6NetworkAsOneAddress() {
        assertThat(IntStream.range(0, 6).filter(i -> accepts("2001:db8:1:2::" + i)).count())
                .isEqualTo(3);
        assertThat(accepts("2001:db8:1:3::1")).isTrue();
    }

    /** The rate counts new connections, whether they are closed or not. */
    @Test
    void closesNewConnectionsOverRate() {
        IntStream.range(0, 20)
                .forEach(
                        _ -> {
                            accepts("203.0.113.7");
                            accepted.getLast().close();
                        });
        assertThat(refused).hasSize(12).containsOnly(Limit.NEW_CONNECTIONS_PER_SECOND);
        now = Duration.ofSeconds(1).toNanos();
        assertThat(accepts("203.0.113.7")).isTrue();
    }

    @Test
    void closesConnectionOverTotalLimit() {
        IntStream.range(0, 10).forEach(i -> assertThat(accepts("203.0.113." + i)).isTrue());
        assertThat(accepts("203.0.113.99")).isFalse();
        assertThat(accepts("127.0.0.1")).isFalse();
        assertThat(refused).containsExactly(Limit.CONNECTIONS, Limit.CONNECTIONS);
    }

    @Test
    void limitsExemptAddressesByTotalOnly() {
        assertThat(IntStream.range(0, 20).filter(_ -> accepts("127.0.0.1")).count()).isEqualTo(10);
    }
}
