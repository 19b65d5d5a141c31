package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.multiconnection.FuzzInput;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.Glob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Input: the length of a pattern, the pattern, then a URL. */
class UrlFuzzTest {

    static Stream<byte[]> urls() {
        return Stream.of(
                        List.of("a.example/live/**", "rtmp://a.example/live/x/y"),
                        List.of("*.example:1936", "rtmps://user:pass@A.Example.:1936/app?k=v"),
                        List.of("[2001:db8::1]:1935/live", "rtmp://[2001:db8::1]/live"),
                        List.of("a*b**c", "rtmp://b\u00fccher.example/a/%2e%2E/b"),
                        List.of("", "rtmp://a/b?c#d"),
                        List.of(
                                "a_b.example/x y/**",
                                " rtmp://u:p@s#s@A_b.example/x y/{|}#1?%\"^ "),
                        List.of("\u4f8b.*", "rtmp://\u4f8b\u3002\uff41:01/ / b / ?"),
                        List.of("../x?y", "rtmp://[fe80::1%lo]/a/b"))
                .map(
                        seed ->
                                FuzzInput.of(
                                        (seed.getFirst() + seed.getLast())
                                                .getBytes(StandardCharsets.UTF_8),
                                        seed.getFirst().length()));
    }

    @MethodSource("urls")
    @FuzzTest
    void parsesUrlConsistently(byte[] data) {
        FuzzInput input = new FuzzInput(data);
        String pattern = new String(input.bytes(input.choice(256)), StandardCharsets.UTF_8);
        String text = input.text();
        new Glob(pattern).matches(text);
        RtmpUrl url;
        try {
            url = RtmpUrl.parse(text);
        } catch (IllegalArgumentException _) {
            return;
        }
        RtmpUrl again = RtmpUrl.parse(url.tcUrl());
        assertThat(List.of(again.secure(), again.host(), again.port(), again.app(), again.query()))
                .isEqualTo(List.of(url.secure(), url.host(), url.port(), url.app(), url.query()));
        allowedByItself(url);
        try {
            new AllowList(List.of(pattern)).allow(url);
            url.resolve(pattern);
        } catch (IllegalArgumentException _) {
            // invalid pattern or URL
        }
    }

    /** Asserts that a pattern of the URL's own parts matches, and that another host does not. */
    private static void allowedByItself(RtmpUrl url) {
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        if (host.length() + url.app().length() + 20 > AllowList.MAX_PATTERN_LENGTH) {
            return;
        }
        assertThat(allows(host + ":" + url.port(), url)).isTrue();
        assertThat(allows("x" + host, url)).isFalse();
        assertThat(allows(host + ":" + url.port() + "0", url)).isFalse();
    }

    private static boolean allows(String pattern, RtmpUrl url) {
        return new AllowList(List.of(pattern)).allow(url);
    }
}
