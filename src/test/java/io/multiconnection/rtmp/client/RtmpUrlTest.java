package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpUrlTest {

    @Test
    void readsEveryPart() {
        assertThat(RtmpUrl.parse("rtmps://A.Example.:8443/live/room1?token=secret"))
                .isEqualTo(
                        new RtmpUrl(true, "a.example", 8443, "live/room1", "token=secret", null));
    }

    @Test
    void readsCredentialsWithoutShowingThem() {
        RtmpUrl url = RtmpUrl.parse("rtmp://us%40er:pa:ss@a/live?x=1");
        assertThat(url.credentials()).isEqualTo(new Credentials("us@er", "pa:ss"));
        assertThat(url.toString() + url.tcUrl() + url.appWithQuery() + url.credentials())
                .doesNotContain("us@er", "pa:ss");
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://a/live, 1935",
        "rtmps://a/live, 443",
        "RTMP://a:1/live/, 1",
        "rtmp://[::1]:1936/live, 1936",
    })
    void usesDefaultPortIfNoneIsGiven(String url, int port) {
        assertThat(RtmpUrl.parse(url).port()).isEqualTo(port);
        assertThat(RtmpUrl.parse(url).app()).isEqualTo("live");
    }

    @Test
    void omitsQueryFromToString() {
        RtmpUrl url = RtmpUrl.parse("rtmp://[2001:db8::1]:1936/live?key=secret");
        assertThat(url.toString()).isEqualTo("rtmp://[2001:db8::1]:1936/live");
        assertThat(url.tcUrl()).isEqualTo("rtmp://[2001:db8::1]:1936/live?key=secret");
        assertThat(url.appWithQuery()).isEqualTo("live?key=secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://a/live | a URL of scheme \"http\", expected rtmp or rtmps",
                "a/live | a URL of scheme \"\", expected rtmp or rtmps",
                "rtmp:///live | a URL without a host",
                "rtmp://a | a URL without an application, expected rtmp://a/app",
                "rtmp://a/ | a URL without an application",
                "rtmp://pw@a/live | a URL with a user, expected user:password@host",
                "rtmp://:pw@a/live | a URL with a user, expected user:password@host",
                "rtmp://a:0/live | port 0, expected 1..65535",
                "rtmp://a:70000/live | port 70000, expected 1..65535",
                "rtmp://a b/live | a host with white space, \"a b\"",
            })
    void rejectsInvalidUrlWithReason(String url, String words) {
        assertThatThrownBy(() -> RtmpUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words)
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://b.example/app,      rtmp://b.example/app",
        "rtmps://b.example:8443/x?t=1, rtmps://b.example:8443/x?t=1",
        "//192.0.2.1/app,           rtmp://192.0.2.1/app",
        "/other,                    rtmp://a.example:1936/other",
        "//ingest_2.example/app#1,  rtmp://ingest_2.example/app#1",
        "/my app?k={1}|#2,          rtmp://a.example:1936/my app?k={1}|#2",
        "other?t=1,                 rtmp://a.example:1936/live/other?t=1",
        "./x/../other,              rtmp://a.example:1936/live/other",
        "../other/,                 rtmp://a.example:1936/other",
        "../../../other,            rtmp://a.example:1936/other",
        "?new=1,                    rtmp://a.example:1936/live/room1?new=1",
        "'',                        rtmp://a.example:1936/live/room1?old=1",
        "' /other ',                rtmp://a.example:1936/other",
    })
    void resolvesRedirectRelativeToUrl(String reference, String tcUrl) {
        RtmpUrl url = RtmpUrl.parse("rtmp://user:pass@a.example:1936/live/room1?old=1");
        assertThat(url.resolve(reference).tcUrl()).isEqualTo(tcUrl);
        assertThat(url.resolve(reference).credentials()).isEqualTo(url.credentials());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://b/live", "//a b/live", "..", "/\u0000", "rtmp:live"})
    void rejectsInvalidReference(String reference) {
        RtmpUrl url = RtmpUrl.parse("rtmp://a.example/live");
        assertThatThrownBy(() -> url.resolve(reference))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"///", "//a//", "/a/", "/a"})
    void removesOuterSlashesOfThePath(String path) {
        assertThat(RtmpUrl.parse("rtmp://a/x" + path + "x//").app()).isEqualTo("x" + path + "x");
    }

    @Test
    void refusesUrlThatIsTooLongWithoutRepeatingIt() {
        String longest = "rtmp://a/" + "a".repeat(RtmpUrl.MAX_LENGTH - 9);
        assertThat(RtmpUrl.parse(longest).app()).hasSize(RtmpUrl.MAX_LENGTH - 9);
        String words = "a URL of 4097 characters, expected up to 4096";
        assertThatThrownBy(() -> RtmpUrl.parse(longest + "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(words);
        RtmpUrl url = RtmpUrl.parse("rtmp://a/live");
        assertThatThrownBy(() -> url.resolve("/" + "a".repeat(4096)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(words);
    }

    /** Covers a reference within the limit whose resolved URL exceeds it. */
    @Test
    void refusesReferenceThatBecomesTooLong() {
        RtmpUrl url = RtmpUrl.parse("rtmp://a/live");
        assertThatThrownBy(() -> url.resolve("/" + "a".repeat(4095)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a URL of 4104 characters, expected up to 4096");
    }

    @Test
    void refusesHostThatIsTooLongWithoutRepeatingIt() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, label.substring(2));
        assertThat(RtmpUrl.parse("rtmp://" + longest + "/live").host()).hasSize(253);
        assertThatThrownBy(() -> RtmpUrl.parse("rtmp://a" + longest + "/live"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a host of 254 characters, \"%s…\", expected up to 253"
                                .formatted("a".repeat(40)));
    }

    @Test
    void shortensSchemeInItsMessage() {
        assertThatThrownBy(() -> RtmpUrl.parse("a".repeat(4000) + "://a/live"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a URL of scheme \"%s…\", expected rtmp or rtmps"
                                .formatted("a".repeat(40)));
    }
}
