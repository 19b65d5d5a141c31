package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedAddressesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final FailedAddresses failures = new FailedAddresses(nanos::get);
    private final InetSocketAddress a = address(1);
    private final InetSocketAddress b = address(2);
    private final InetSocketAddress c = address(3);

    @Test
    void ordersMostRecentlyFailedAddressLast() {
        assertThat(failures.ordered(List.of(a, b, c))).containsExactly(a, b, c);
        failures.failed(a);
        assertThat(failures.ordered(List.of(a, b, c))).containsExactly(b, c, a);
        failures.failed(b);
        assertThat(failures.ordered(List.of(a, b, c))).containsExactly(c, a, b);
        failures.failed(a);
        assertThat(failures.ordered(List.of(a, b))).containsExactly(b, a);
        assertThat(failures.ordered(List.of(a))).containsExactly(a);
    }

    @Test
    void forgetsFailureOfAddressThatConnects() {
        failures.failed(a);
        failures.connected(a);
        assertThat(failures.ordered(List.of(a, b))).containsExactly(a, b);
        assertThat(failures.size()).isZero();
    }

    @Test
    void forgetsFailureAfterTenMinutes() {
        failures.failed(a);
        nanos.set(FailedAddresses.MEMORY.toNanos() - 1);
        assertThat(failures.ordered(List.of(a, b))).containsExactly(b, a);
        nanos.incrementAndGet();
        assertThat(failures.ordered(List.of(a, b))).containsExactly(a, b);
    }

    @Test
    void distinguishesPorts() {
        failures.failed(a);
        InetSocketAddress other = new InetSocketAddress(a.getAddress(), a.getPort() + 1);
        assertThat(failures.ordered(List.of(other, a, b))).containsExactly(other, b, a);
    }

    @Test
    void remembersBoundedNumberOfAddresses() {
        for (int i = 0; i <= FailedAddresses.MAX_ADDRESSES; i++) {
            failures.failed(address(i));
        }
        assertThat(failures.size()).isEqualTo(FailedAddresses.MAX_ADDRESSES);
        InetSocketAddress oldest = address(0);
        assertThat(failures.ordered(List.of(oldest, address(1)))).containsExactly(oldest, a);
    }

    private static InetSocketAddress address(int number) {
        byte[] bytes = {10, 0, (byte) (number >> 8), (byte) number};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), 1935);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
