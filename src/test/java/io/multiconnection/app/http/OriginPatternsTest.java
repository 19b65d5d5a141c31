package io.multiconnection.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.app.http.OriginPatterns.RequestFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPatternsTest {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private final OriginPatterns development = new OriginPatterns(LOOPBACK, List.of());
    private final OriginPatterns production =
            new OriginPatterns(
                    List.of("gw.example", "other.example:8443"),
                    List.of("https://Studio.Example:443", "capacitor://localhost"));

    @ParameterizedTest
    @CsvSource({
        "http,  localhost:8080, http://localhost:8080",
        "http,  127.0.0.1:8080, http://127.0.0.1:8080",
        "http,  [::1]:8080,     http://[::1]:8080",
        "http,  LOCALHOST,      http://localhost",
        "http,  localhost:80,   http://localhost",
        "https, localhost,      https://localhost:443",
    })
    void allowsLoopbackPagesByDefault(String scheme, String host, String origin) {
        assertThat(development.refusal(page(scheme, host, origin))).isEmpty();
    }

    /** DNS rebinding: a foreign name resolves to the gateway, so Host and Origin are equal. */
    @ParameterizedTest
    @CsvSource({
        "http,  rebound.example:8080",
        "http,  localhost.rebound.example",
        "http,  10.0.0.7:8080",
        "https, rebound.example",
        "http,  invalid",
    })
    void refusesUnknownOriginThatEqualsHost(String scheme, String host) {
        assertThat(development.refusal(page(scheme, host, scheme + "://" + host)))
                .hasValueSatisfying(
                        reason ->
                                assertThat(reason)
                                        .endsWith(
                                                "set multiconnection.hosts="
                                                        + HostPort.parse(host).host()));
    }

    @ParameterizedTest
    @CsvSource({
        "https, gw.example,         https://gw.example",
        "https, gw.example:9443,    https://gw.example:9443",
        "http,  gw.example,         http://GW.example:80",
        "https, other.example:8443, https://other.example:8443",
        "http,  gw.example,         https://studio.example",
        "http,  unknown.example,    https://STUDIO.example:443",
        "http,  gw.example,         capacitor://localhost",
    })
    void allowsPagesOfConfiguredHostsAndOrigins(String scheme, String host, String origin) {
        assertThat(production.refusal(page(scheme, host, origin))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https, gw.example,         http://gw.example,          proxy-address-forwarding",
        "http,  gw.example,         https://gw.example,         proxy-address-forwarding=true",
        "http,  new.example,        https://new.example,        hosts=new.example. It was"
                + " requested",
        "https, gw.example,         https://gw.example:9443,    origins=https://gw.example:9443",
        "https, gw.example,         https://evil.example,       origins=https://evil.example",
        "https, gw.example,         http://studio.example,      origins=http://studio.example",
        "https, gw.example,         https://studio.example:444, origins=https://studio.example:444",
        "https, other.example,      https://other.example,      hosts=other.example",
        "http,  localhost:8080,     http://localhost:8080,      hosts=localhost",
        "https, gw.example,         null,                       without an origin",
        "https, gw.example,         https://gw.example/,        without an origin",
        "https, gw.example,         https://u@gw.example,       without an origin",
        "https, gw.example,         gw.example,                 without an origin",
        "https, gw.example,         '',                         without an origin",
    })
    void refusesOtherPagesAndNamesTheSettingThatAllowsThem(
            String scheme, String host, String origin, String reason) {
        assertThat(production.refusal(page(scheme, host, origin)))
                .hasValueSatisfying(text -> assertThat(text).contains(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "sideways"})
    void refusesNavigationAndMediaElementsOfOtherSites(String site) {
        assertThat(production.refusal(unnamed("gw.example", site, false)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("crossorigin"));
        assertThat(production.refusal(unnamed("gw.example", site, true))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"same-origin", "none", "''"})
    void allowsOwnPagesNavigationAndProgramsWithoutOrigin(String site) {
        String header = site.isEmpty() ? null : site;
        assertThat(production.refusal(unnamed("gw.example", header, false))).isEmpty();
        assertThat(production.refusal(unnamed("198.51.100.7:8080", header, false))).isEmpty();
        assertThat(production.refusal(unnamed("[2001:db8::7]", header, false))).isEmpty();
        assertThat(production.refusal(unnamed(null, header, false))).isEmpty();
    }

    /** Browsers send no Origin with a same-origin GET. */
    @Test
    void refusesUnknownHostUnlessRequestIsProven() {
        assertThat(production.refusal(unnamed("rebound.example", null, false)))
                .hasValueSatisfying(
                        reason ->
                                assertThat(reason)
                                        .endsWith("set multiconnection.hosts=rebound.example"));
        assertThat(production.refusal(unnamed("rebound.example", null, true))).isEmpty();
    }

    @Test
    void allowsEverythingIfAnyOriginIsAllowed() {
        OriginPatterns any = new OriginPatterns(LOOPBACK, List.of("*"));
        assertThat(any.refusal(page("http", "a.example", "https://b.example"))).isEmpty();
        assertThat(any.refusal(page("http", "a.example", "null"))).isEmpty();
        assertThat(any.refusal(unnamed("a.example", "cross-site", false))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "studio.example",
                "https://",
                "https://studio.example/",
                "https://studio.example/page",
                "https://user@studio.example",
                "https://studio.example:0",
                "https://studio.example:65536",
                "https://studio.example:",
                "https://*.example",
                "https://stüdio.example",
                "https://[::1",
                "https://[]",
                "null",
                "",
            })
    void rejectsConfiguredOriginThatIsNone(String origin) {
        assertThatThrownBy(() -> new OriginPatterns(LOOPBACK, List.of(origin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "multiconnection.origins: \"%s\", expected scheme://host[:port] in ASCII,"
                                + " without a path",
                        origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://gw.example", "gw.example/", "*.example", "::1", "a b", ""})
    void refusesMalformedHost(String host) {
        assertThatThrownBy(() -> new OriginPatterns(List.of(host), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("multiconnection.hosts: \"%s\", expected host[:port] in ASCII", host);
    }

    private static RequestFacts page(String scheme, String host, String origin) {
        return new RequestFacts(scheme, HostPort.parse(host), origin, null, false);
    }

    private static RequestFacts unnamed(
            @Nullable String host, @Nullable String site, boolean isProven) {
        return new RequestFacts(
                "http", host == null ? null : HostPort.parse(host), null, site, isProven);
    }
}
