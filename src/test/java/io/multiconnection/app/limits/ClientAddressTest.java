package io.multiconnection.app.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    private static InetAddress address(String text) {
        return Objects.requireNonNull(AddressRanges.parse(text), text);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,             203.0.113.7",
        "255.255.255.255,         255.255.255.255",
        "::ffff:203.0.113.7,      203.0.113.7",
        "2001:db8:1:2::7,         2001:db8:1:2::/64",
        "2001:db8:1:2:ffff::1,    2001:db8:1:2::/64",
        "2001:db8:1:3::7,         2001:db8:1:3::/64",
        "ffff:ffff:ffff:ffff::1,  ffff:ffff:ffff:ffff::/64",
        "fe80::1%3,               fe80::/64"
    })
    void keysIpv4ByAddressAndIpv6ByNetwork(String written, String shown) {
        assertThat(ClientAddress.of(address(written))).hasToString(shown);
    }

    @Test
    void unmapsIpv4MappedAddress() throws UnknownHostException {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffcb007107");
        InetAddress six = java.net.Inet6Address.getByAddress("", mapped, 0);
        assertThat(six.getAddress()).hasSize(16);
        assertThat(ClientAddress.of(six)).isEqualTo(ClientAddress.of(address("203.0.113.7")));
    }

    /** An IPv4 address and a network with the same bits are different clients. */
    @Test
    void distinguishesAddressFamilies() {
        assertThat(ClientAddress.of(address("0.0.0.1")))
                .isNotEqualTo(ClientAddress.of(address("0:0:0:1::")));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,          10.255.1.2,       true",
        "10.0.0.0/8,          11.0.0.0,         false",
        "10.1.2.3/8,          10.9.9.9,         true",
        "192.0.2.1,           192.0.2.1,        true",
        "192.0.2.1,           192.0.2.2,        false",
        "192.0.2.128/25,      192.0.2.127,      false",
        "0.0.0.0/0,           203.0.113.9,      true",
        "0.0.0.0/0,           2001:db8::1,      false",
        "::/0,                203.0.113.9,      false",
        "2001:db8::/32,       2001:db8:ffff::1, true",
        "2001:db8::1,         2001:db8::2,      false",
        "127.0.0.0/8,         ::ffff:127.0.0.1, true"
    })
    void readsRanges(String range, String written, boolean inside) {
        assertThat(new AddressRanges(List.of(range)).contains(address(written))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "::/129",
                "10/8"
            })
    void refusesMalformedRanges(String entry) {
        assertThatThrownBy(() -> new AddressRanges(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\""
                                + entry
                                + "\", expected an IP address or a network such as 10.0.0.0/8");
    }
}
