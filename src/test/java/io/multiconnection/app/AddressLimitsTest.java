package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.app.limits.AddressCounter;
import io.multiconnection.app.limits.AddressRate;
import io.multiconnection.app.limits.ClientAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLimitsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static ClientAddress client(int number) {
        return new ClientAddress(ClientAddress.Kind.IPV6, number);
    }

    private static long taken(AddressRate rate, ClientAddress client, int times, long now) {
        return IntStream.range(0, times).filter(_ -> rate.take(client, now).isZero()).count();
    }

    @Test
    void countsUpToLimitOfEachAddress() {
        AddressCounter counter = new AddressCounter(2);
        assertThat(counter.enter(client(1))).isTrue();
        assertThat(counter.enter(client(1))).isTrue();
        assertThat(counter.enter(client(1))).isFalse();
        assertThat(counter.isFull(client(1))).isTrue();
        assertThat(counter.enter(client(2))).isTrue();
        counter.leave(client(1));
        assertThat(counter.isFull(client(1))).isFalse();
        assertThat(counter.enter(client(1))).isTrue();
    }

    @Test
    void countsNothingForExemptAddresses() {
        AddressCounter counter = new AddressCounter(1);
        AddressRate rate = new AddressRate(1, 10, 0);
        assertThat(IntStream.range(0, 9).allMatch(_ -> counter.enter(ClientAddress.EXEMPT)))
                .isTrue();
        assertThat(taken(rate, ClientAddress.EXEMPT, 9, 0)).isEqualTo(9);
        assertThat(counter.isFull(ClientAddress.EXEMPT)).isFalse();
        assertThat(counter.addresses() + rate.addresses()).isZero();
    }

    @Test
    void removesAddressesWithoutOpenConnections() {
        AddressCounter counter = new AddressCounter(3);
        IntStream.range(0, 100).forEach(i -> counter.enter(client(i)));
        assertThat(counter.addresses()).isEqualTo(100);
        IntStream.range(0, 100).forEach(i -> counter.leave(client(i)));
        assertThat(counter.addresses()).isZero();
    }

    /** Starts at several clock values, including one that wraps. */
    @ParameterizedTest
    @ValueSource(longs = {0, -7, Long.MAX_VALUE - 5})
    void allowsBurstOfFourSecondsAndRefills(long now) {
        AddressRate rate = new AddressRate(10, 100, now);
        assertThat(taken(rate, client(1), 100, now)).isEqualTo(40);
        assertThat(taken(rate, client(1), 100, now + SECOND / 2)).isEqualTo(5);
        assertThat(taken(rate, client(1), 100, now + 100 * SECOND)).isEqualTo(40);
        assertThat(taken(rate, client(2), 100, now + SECOND)).isEqualTo(40);
    }

    @Test
    void returnsTimeUntilNextToken() {
        AddressRate rate = new AddressRate(10, 100, 0);
        taken(rate, client(1), 40, 0);
        assertThat(rate.take(client(1), 0)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void removesFullBuckets() {
        AddressRate rate = new AddressRate(10, 100, 0);
        IntStream.range(0, 100).forEach(i -> rate.take(client(i), 0));
        assertThat(rate.take(client(100), 2 * SECOND)).isZero();
        assertThat(rate.addresses()).isEqualTo(1);
    }

    /** Bounds memory for any number of addresses; known addresses keep their buckets. */
    @Test
    void sharesOneBucketBeyondMaximumOfAddresses() {
        AddressRate rate = new AddressRate(10, 100, 0);
        IntStream.range(0, 100).forEach(i -> taken(rate, client(i), 40, 0));
        long others =
                IntStream.range(100, 10_000).filter(i -> rate.take(client(i), 0).isZero()).count();
        assertThat(others).isEqualTo(40);
        assertThat(rate.addresses()).isEqualTo(101);
        assertThat(taken(rate, client(5), 100, SECOND)).isEqualTo(10);
    }

    @Test
    void refusesLimitsBelowOne() {
        assertThatThrownBy(() -> new AddressCounter(0)).hasMessage("0, expected 1 or more");
        assertThatThrownBy(() -> new AddressRate(0, 1, 0)).hasMessage("0, expected 1 or more");
    }
}
