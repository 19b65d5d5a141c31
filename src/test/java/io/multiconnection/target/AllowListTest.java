package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.rtmp.client.RtmpUrl;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowListTest {

    @ParameterizedTest
    @CsvSource({
        "a.example, rtmp://a.example/live, true",
        "a.example, rtmp://A.Example.:1936/any/app, true",
        "a.example, rtmp://b.example/live, false",
        "a.example, rtmp://evil.a.example/live, false",
        "a.example, rtmp://a.example.evil/live, false",
        "*.example, rtmp://a.example/live, true",
        "*.example, rtmp://example/live, false",
        "aaexample, rtmp://a.example/live, false",
        "a.example:1935, rtmp://a.example/live, true",
        "a.example:1935, rtmps://a.example/live, false",
        "a.example:443, rtmps://a.example/live, true",
        "a.example/live, rtmp://a.example/live, true",
        "a.example/live, rtmp://a.example/live2, false",
        "a.example/live/*, rtmp://a.example/live/room1, true",
        "[2001:db8::1]:1935/live, 'rtmp://[2001:db8::1]/live', true",
        "[2001:db8::a]/live, 'rtmp://[2001:DB8::A]/live', true",
        "*, rtmp://anything/at/all, true",
        "A.Example/Live, rtmp://a.example/Live, true",
        "a.example/Live, rtmp://A.EXAMPLE/live, false",
        "a.example/live, rtmp://a.example/Live, false",
        "a.example/live*, rtmp://a.example/live2, true",
        "a.example/live*, rtmp://a.example/live/x/y, false",
        "a.example/live/*, rtmp://a.example/live/x/y, false",
        "a.example/live/**, rtmp://a.example/live/x/y, true",
        "a.example/live**, rtmp://a.example/live/x/y, true",
        "a.example/*, rtmp://a.example/live/x, false",
        "a.example, rtmp://a.example/live/x/y, true",
        "a.example/**, rtmp://a.example/live/../admin, false",
        "a.example/live/**, rtmp://a.example/live/../admin, false",
        "a.example/live/*, rtmp://a.example/live/.., false",
        "a.example/live/*, rtmp://a.example/live/%2e%2E, false",
        "a.example/live/*, rtmp://a.example/live/.%2e, false",
        "a.example/live/*, rtmp://a.example/live/%2e%2e%2fadmin, false",
        "a.example/live/*, rtmp://a.example/live/..%5cadmin, false",
        "a.example/live/*, rtmp://a.example/live/..a, true",
        "a.example/live/*, rtmp://a.example/live/..., true",
        "a.example, rtmp://a.example/live/../admin, true",
        "ingest_1.example, rtmp://ingest_1.example/live, true",
        "ingest_*.example, rtmp://ingest_1.example/live, true",
        "*.example, rtmp://ingest_1.example/live, true",
        "ingest_1.example, rtmp://ingestx1.example/live, false",
        "b\u00fccher.example, rtmp://b\u00fccher.example/live, true",
        "b\u00fccher.example, rtmp://xn--bcher-kva.example/live, true",
        "xn--bcher-kva.example, rtmp://B\u00dcCHER.example/live, true",
        "*.b\u00fccher.example, rtmp://a.b\u00fccher.example/live, true",
        "bucher.example, rtmp://b\u00fccher.example/live, false",
        "strasse.example, rtmp://stra\u00dfe.example/live, false",
        "127.0.0.1, 'rtmp://\uff11\uff12\uff17.0.0.1/live', true",
        "a.example., rtmp://a.example/live, true",
        "a.example/live#1, rtmp://a.example/live#1, true",
        "a.example/live#1, rtmp://a.example/live#2, false",
        "a.example/live*, rtmp://a.example/live#1, true",
        "a.example/live, rtmp://a.example/live#1, false",
        "a.example/**/public, rtmp://a.example/admin#/public, false",
        "a.example/my live, rtmp://a.example/my live, true",
        "a.example/{live}|^, rtmp://a.example/{live}|^, true",
        "a.example/live/**, rtmp://a.example/live/..#x/admin, false",
        "a.example/live/**, rtmp://a.example/live/..%23x/admin, false",
        "a.example/live/**, rtmp://a.example/live/..;x/admin, false",
        "a.example/live/**, 'rtmp://a.example/live/.. /admin', false",
        "a.example/live/**, 'rtmp://a.example/live/ ../admin', false",
        "a.example/live/**, rtmp://a.example/live/..%00/admin, false",
        "a.example/live/**, rtmp://a.example/live\\..\\admin, false",
        "a.example/live/**, rtmp://a.example/live/%/..%2e, true",
        "a.example/live/**, rtmp://a.example/live/50%/x, true",
    })
    void matchesHostPortAndApp(String pattern, String url, boolean allowed) {
        assertThat(new AllowList(List.of(pattern)).allow(RtmpUrl.parse(url))).isEqualTo(allowed);
    }

    @Test
    void allowsNothingWithoutPatterns() {
        assertThat(new AllowList(List.of()).allow(RtmpUrl.parse("rtmp://a/b"))).isFalse();
    }

    @Test
    void rejectsPatternWithoutHost() {
        assertThatThrownBy(() -> new AllowList(List.of("/live")))
                .hasMessage("destination \"/live\", expected host[:port][/app]");
    }

    @Test
    void rejectsPatternThatMatchesNoHost() {
        assertThatThrownBy(() -> new AllowList(List.of("b\u00fc*.example/live")))
                .hasMessage(
                        "destination \"b\u00fc*.example/live\": a label with \"*\" and characters"
                                + " that are not ASCII, expected either");
    }

    @Test
    void rejectsLongPatternWithoutRepeatingIt() {
        String host = "a".repeat(AllowList.MAX_PATTERN_LENGTH);
        assertThat(new AllowList(List.of(host))).isNotNull();
        assertThatThrownBy(() -> new AllowList(List.of(host + "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "destination \"%s…\" of 1025 characters, expected up to 1024"
                                .formatted("a".repeat(40)));
    }

    /** The longest URL against the worst pattern; a backtracking matcher would never return. */
    @Test
    void matchesLongestUrlAgainstPatternOfManyRuns() {
        RtmpUrl url = RtmpUrl.parse("rtmp://a/" + "a".repeat(RtmpUrl.MAX_LENGTH - 9));
        String pattern = "a/" + "*a".repeat(510) + "b";
        assertThat(new AllowList(List.of(pattern)).allow(url)).isFalse();
    }
}
