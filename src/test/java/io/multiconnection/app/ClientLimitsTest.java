package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Limits per client address. Each test uses its own loopback addresses; 127.0.9.0/24 are trusted
 * proxies.
 */
@QuarkusTest
@TestProfile(ClientLimitsTest.FewPerAddress.class)
class ClientLimitsTest {

    public static final class FewPerAddress implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.ofEntries(
                    Map.entry("multiconnection.limits.exempt-addresses", "127.0.0.1"),
                    Map.entry("multiconnection.proxies.trusted", "127.0.9.0/24"),
                    Map.entry("multiconnection.limits.sessions-per-address", "3"),
                    Map.entry("multiconnection.limits.viewers-per-address", "2"),
                    Map.entry("multiconnection.limits.connections-per-address", "20"),
                    Map.entry("multiconnection.limits.requests-per-second", "5"),
                    Map.entry("multiconnection.limits.request-time", "1s"),
                    Map.entry("multiconnection.limits.keep-alive", "2s"));
        }
    }

    @TestHTTPResource("/v1")
    URI uri;

    private final List<RawClient> clients = new ArrayList<>();

    private RawClient from(String address) {
        RawClient client = new RawClient(uri, address);
        clients.add(client);
        return client;
    }

    @AfterEach
    void leave() {
        clients.forEach(RawClient::close);
    }

    private static String get(String path, String... lines) {
        return head("GET " + path, lines);
    }

    private static String post(String length) {
        return head("POST /api/pending/a/accept", "Content-Type: application/json", length);
    }

    private static String head(String request, String... lines) {
        return request
                + " HTTP/1.1\r\nHost: localhost\r\n"
                + Stream.of(lines).map(line -> line + "\r\n").collect(Collectors.joining())
                + "\r\n";
    }

    private static double refused(String limit) {
        String name = "multiconnection_refused_total{limit=\"" + limit + "\"}";
        return Management.given()
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    @Test
    void closesIncompleteUpgradesButNotSessions() {
        try (TestClient honest = TestClient.open(uri)) {
            double before = refused("request-time");
            String half = RawClient.upgradeHead().substring(0, 120);
            List<RawClient> waiting =
                    IntStream.range(0, 20).mapToObj(_ -> from("127.0.1.1").send(half)).toList();
            waiting.forEach(client -> assertThat(client.untilClosed()).isEmpty());
            assertThat(refused("request-time")).isEqualTo(before + 20);
            assertThat(
                            honest.send("{'id':1,'type':'createStream'}")
                                    .answer(1)
                                    .path("code")
                                    .asText())
                    .isEqualTo("bad-state");
        }
    }

    @Test
    void closesSilentConnections() {
        assertThat(from("127.0.1.2").untilClosed()).isEmpty();
    }

    @Test
    void closesConnectionWithoutAnnouncedBody() {
        RawClient client = from("127.0.1.3").send(post("Content-Length: 10") + "{");
        assertThat(client.untilClosed()).doesNotContain("HTTP/1.1 2");
    }

    @Test
    void closesIdleConnection() {
        RawClient client = from("127.0.1.4").send(get("/api/destinations"));
        assertThat(client.untilClosed()).startsWith("HTTP/1.1 200");
    }

    @Test
    void closesConnectionsOverLimitOfAddress() {
        String half = RawClient.upgradeHead().substring(0, 120);
        double before = refused("connections-per-address");
        IntStream.range(0, 20).forEach(_ -> from("127.0.2.1").send(half));
        assertThat(from("127.0.2.1").untilClosed()).isEmpty();
        assertThat(refused("connections-per-address")).isEqualTo(before + 1);
        assertThat(from("127.0.2.2").upgrade().status()).isEqualTo(101);
    }

    @Test
    void refusesSessionsOverLimitOfAddress() {
        assertAtMostThree(() -> from("127.0.3.1").upgrade());
        assertThat(from("127.0.3.2").upgrade().status()).isEqualTo(101);
    }

    /** Only headers of trusted proxies determine the client. */
    @Test
    void ignoresHeadersOfUntrustedPeers() {
        int[] number = {0};
        assertAtMostThree(
                () -> {
                    String address = "198.51.100." + number[0]++;
                    return from("127.0.3.3")
                            .upgrade("X-Forwarded-For: " + address, "Forwarded: for=" + address);
                });
    }

    @Test
    void countsClientsBehindProxySeparately() {
        assertAtMostThree(() -> from("127.0.9.1").upgrade("X-Forwarded-For: 203.0.113.1"));
        assertThat(from("127.0.9.1").upgrade("X-Forwarded-For: 203.0.113.2").status())
                .isEqualTo(101);
    }

    /** A client may send any header; the proxy appends the client's address. */
    @Test
    void ignoresAddressesBeforeTrustedProxy() {
        int[] number = {0};
        assertAtMostThree(
                () ->
                        from("127.0.9.2")
                                .upgrade(
                                        "Forwarded: for=192.0.2." + number[0],
                                        "X-Forwarded-For: 192.0.2."
                                                + number[0]++
                                                + ", 203.0.113.9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/", "/%76%31", "/x/../v1", "//v1"})
    void countsOtherSpellingsOfPath(String path) {
        List<Integer> statuses =
                IntStream.range(0, 8)
                        .mapToObj(_ -> from("127.0.3." + (10 + path.length())))
                        .map(client -> client.send(head("GET " + path, RawClient.UPGRADE)).status())
                        .toList();
        assertThat(statuses.stream().filter(status -> status == 101)).hasSizeLessThan(4);
    }

    private void assertAtMostThree(Supplier<RawClient> next) {
        double before = refused("sessions-per-address");
        List<RawClient> open = IntStream.range(0, 3).mapToObj(_ -> next.get()).toList();
        open.forEach(client -> assertThat(client.status()).isEqualTo(101));
        RawClient refused = next.get();
        assertThat(refused.head())
                .startsWith("HTTP/1.1 429")
                .containsIgnoringCase("retry-after: 5")
                .containsIgnoringCase("content-type: text/plain");
        String reason = "3 sessions of this address are already open or held";
        assertThat(refused.body(reason.length())).isEqualTo(reason);
        assertThat(refused("sessions-per-address")).isEqualTo(before + 1);
        open.getFirst().close();
        await().atMost(Duration.ofSeconds(3)) // the rate of requests is limited, too
                .pollInterval(Duration.ofMillis(400))
                .until(() -> next.get().status() == 101);
    }

    @Test
    void refusesRequestsOverRate() {
        double before = refused("requests-per-second");
        String get = get("/api/destinations");
        RawClient client = from("127.0.4.1").send(get.repeat(40));
        List<String> heads =
                IntStream.range(0, 40)
                        .mapToObj(
                                _ -> {
                                    String head = client.head();
                                    client.body(
                                            Integer.parseInt(
                                                    head.replaceAll(
                                                            "(?is).*content-length: (\\d+).*",
                                                            "$1")));
                                    return head;
                                })
                        .toList();
        assertThat(heads.subList(0, 20)).allMatch(head -> head.startsWith("HTTP/1.1 200"));
        assertThat(heads.getLast())
                .startsWith("HTTP/1.1 429")
                .containsIgnoringCase("retry-after: 1");
        assertThat(refused("requests-per-second")).isGreaterThan(before);
    }

    @Test
    void refusesViewersOverLimitOfAddress() {
        // Nothing responds there, so both wait. A viewer is counted before its server is connected.
        try (ServerSocket silent = new ServerSocket(0)) {
            silent.setSoTimeout(20_000);
            String query = ".flv?server=rtmp://127.0.0.1:" + silent.getLocalPort() + "/live";
            from("127.0.5.1").send(get("/live/a" + query));
            try (Socket first = silent.accept()) {
                from("127.0.5.1").send(get("/live/b" + query));
                try (Socket second = silent.accept()) {
                    assertThat(from("127.0.5.1").send(get("/live/c" + query)).status())
                            .isEqualTo(429);
                    assertThat(List.of(first, second)).allMatch(Socket::isConnected);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 200", "9000, 414"})
    void limitsRequestLine(int length, int status) {
        String line = get("/api/destinations?" + "x".repeat(length));
        assertThat(from("127.0.6.1").send(line).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"16, 200", "17000, 431"})
    void limitsHeader(int length, int status) {
        String head = get("/api/destinations", "X-A: " + "x".repeat(length));
        assertThat(from("127.0.6.2").send(head).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 70000", "Content-Length: 99999999999"})
    void limitsBody(String length) {
        RawClient client = from("127.0.6.3").send(post(length));
        assertThat(client.status()).isEqualTo(413);
    }
}
