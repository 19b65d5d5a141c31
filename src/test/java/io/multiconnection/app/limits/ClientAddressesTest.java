package io.multiconnection.app.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.app.config.ProxiesConfig.Header;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Client addresses behind proxies. The proxies are 10.0.0.0/8 and 2001:db8:ffff::/48. */
class ClientAddressesTest {

    private static final AddressRanges PROXIES =
            new AddressRanges(List.of("10.0.0.0/8", "2001:db8:ffff::/48"));
    private static final AddressRanges NONE = new AddressRanges(List.of());

    private static InetAddress address(String text) {
        return Objects.requireNonNull(AddressRanges.parse(text), text);
    }

    /** Returns the client address; {@code |} separates fields of the same name. */
    private static String client(Header header, String peer, String fields) {
        return new ClientAddresses(PROXIES, header, NONE)
                .of(address(peer), fields == null ? List.of() : Arrays.asList(fields.split("\\|")))
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "203.0.113.7; ;                                   203.0.113.7",
                // headers of an untrusted peer are ignored
                "203.0.113.7; 198.51.100.1;                       203.0.113.7",
                "203.0.113.7; 10.0.0.1, 198.51.100.1;             203.0.113.7",
                // one proxy, which appends to the client's header
                "10.0.0.1;    198.51.100.1;                       198.51.100.1",
                "10.0.0.1;    6.6.6.6, 198.51.100.1;              198.51.100.1",
                "10.0.0.1;    10.0.0.9, 198.51.100.1;             198.51.100.1",
                "10.0.0.1;    6.6.6.6|198.51.100.1;               198.51.100.1",
                // several proxies
                "10.0.0.1;    6.6.6.6, 198.51.100.1, 10.0.0.2;    198.51.100.1",
                "10.0.0.1;    198.51.100.1, 2001:db8:ffff::2;     198.51.100.1",
                "10.0.0.1;    198.51.100.1|10.0.0.3, 10.0.0.2;    198.51.100.1",
                // a client within the trusted networks
                "10.0.0.1;    10.0.0.7;                           10.0.0.7",
                // notations of addresses
                "10.0.0.1;    198.51.100.1:4711;                  198.51.100.1",
                "10.0.0.1;    2001:db8:1:2::3;                    2001:db8:1:2::/64",
                "10.0.0.1;    [2001:db8:1:2::3]:4711;             2001:db8:1:2::/64",
                "10.0.0.1;    ::ffff:198.51.100.1;                198.51.100.1",
                "::ffff:10.0.0.1; 198.51.100.1;                   198.51.100.1",
                // malformed: the client is the last known address
                "10.0.0.1; ;                                      10.0.0.1",
                "10.0.0.1;    unknown;                            10.0.0.1",
                "10.0.0.1;    198.51.100.1, ;                     10.0.0.1",
                "10.0.0.1;    ,,,;                                10.0.0.1",
                "10.0.0.1;    198.51.100.1, nonsense, 10.0.0.2;   10.0.0.2",
                "10.0.0.1;    '198.51.100.1, [::1';               10.0.0.1",
                "10.0.0.1;    evil.example;                       10.0.0.1"
            })
    void followsXForwardedForFromEnd(String peer, String fields, String client) {
        assertThat(client(Header.X_FORWARDED_FOR, peer, fields)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "203.0.113.7; `for=198.51.100.1`;                                 203.0.113.7",
                "10.0.0.1; `for=198.51.100.1`;                                    198.51.100.1",
                "10.0.0.1; `For=\"198.51.100.1:4711\";proto=https;by=10.0.0.1`;   198.51.100.1",
                "10.0.0.1; `proto=https;for=\"[2001:db8:1:2::3]:4711\"`;         "
                        + " 2001:db8:1:2::/64",
                "10.0.0.1; `for=6.6.6.6, for=198.51.100.1;proto=http, for=10.0.0.2`; 198.51.100.1",
                "10.0.0.1; `for=6.6.6.6;by=\"x, for=198.51.100.1`;                198.51.100.1",
                "10.0.0.1; `for=_hidden`;                                         10.0.0.1",
                "10.0.0.1; `for=unknown, for=10.0.0.2`;                           10.0.0.2",
                "10.0.0.1; `by=198.51.100.1`;                                     10.0.0.1",
                "10.0.0.1; `198.51.100.1`;                                        10.0.0.1"
            })
    void followsForwardedFromEnd(String peer, String fields, String client) {
        assertThat(client(Header.FORWARDED, peer, fields)).isEqualTo(client);
    }

    /** Bounds the work for the longest header: each hop is parsed once. */
    @Test
    void readsLongChainOnce() {
        String chain = "6.6.6.6," + "10.0.0.2,".repeat(100_000) + "10.0.0.3";
        assertThat(client(Header.X_FORWARDED_FOR, "10.0.0.1", chain)).isEqualTo("6.6.6.6");
        assertThat(client(Header.X_FORWARDED_FOR, "10.0.0.1", "1".repeat(1_000_000)))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void exemptsConnectionsOfProxiesAndExemptAddresses() {
        ClientAddresses clients =
                new ClientAddresses(
                        PROXIES,
                        Header.X_FORWARDED_FOR,
                        new AddressRanges(List.of("198.51.100.0/24")));
        assertThat(clients.ofConnection(address("10.0.0.1"))).isEqualTo(ClientAddress.EXEMPT);
        assertThat(clients.ofConnection(address("198.51.100.9"))).isEqualTo(ClientAddress.EXEMPT);
        assertThat(clients.ofConnection(address("203.0.113.7"))).hasToString("203.0.113.7");
        assertThat(clients.of(address("10.0.0.1"), List.of("198.51.100.9")).isExempt()).isTrue();
        assertThat(clients.of(address("10.0.0.1"), List.of()).isExempt()).isFalse();
    }
}
