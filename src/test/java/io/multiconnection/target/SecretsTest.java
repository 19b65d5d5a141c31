package io.multiconnection.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.multiconnection.rtmp.client.RtmpUrl;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final RtmpUrl URL =
            RtmpUrl.parse("rtmp://ann:p%40ss+w0rd@a.example/live?token=t0pt0p&v=1&n=a%2Fbcd");
    private static final Secrets SECRETS = Secrets.of(URL, "k3y-k3y?sign=abc%3D%3D&x=1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k3y-k3y?sign=abc%3D%3D&x=1",
                "k3y-k3y",
                "K3Y-K3Y",
                "k3y%2dk3y",
                "%4B%33%59%2D%6b%33%79",
                "k3y%252Dk3y",
                "sign=abc==&x=1",
                "abc==",
                "abc%3D%3D",
                "token=t0pt0p&v=1&n=a%2Fbcd",
                "t0pt0p",
                "a/bcd",
                "a%2fbcd",
                "ann",
                "p@ss+w0rd",
                "p%40ss%2Bw0rd",
                "P@SS w0rd",
                "azN5LWszeQ",
            })
    void masksSecretInEverySpelling(String spelling) {
        assertThat(SECRETS.masked("a [" + spelling + "] b")).isEqualTo("a [***] b");
        assertThat(SECRETS.masked(spelling)).isEqualTo("***");
        assertThat(SECRETS.masked(("a [" + spelling + "] b").getBytes(UTF_8)))
                .isEqualTo("a [***] b".getBytes(UTF_8));
    }

    /** Keys with characters that are illegal in a URI, and with a part after a {@code #}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "p@|w{0}rd",
                "p%40%7Cw%7B0%7Drd",
                "tok\"en^100% #two",
                "tok\"en^100% ",
                "tok%22en%5E100%25%20",
                "tok\"en^100%25+%23two",
                "auth=tok\"en^100% #two",
                "auth=tok\"en^100% ",
                "str|eam key#1",
                "str|eam key",
                "str%7Ceam+key%231",
            })
    void masksSecretOfRawCharacters(String spelling) {
        RtmpUrl url = RtmpUrl.parse("rtmp://ann:p@|w{0}rd@a.example/l#1?auth=tok\"en^100% #two");
        Secrets secrets = Secrets.of(url, "str|eam key#1");
        assertThat(secrets.masked("a [" + spelling + "] b")).isEqualTo("a [***] b");
        assertThat(secrets.masked("rtmp://a.example/l#1")).isEqualTo("rtmp://a.example/l#1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token", "k3y", "v=1", "x=1", "100%", "%zz%4", "aGVsbG8=", "€ %E2"})
    void leavesOtherTextsUnchanged(String text) {
        assertThat(SECRETS.masked(text)).isEqualTo(text);
        assertThat(SECRETS.masked(text.getBytes(UTF_8))).isEqualTo(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "0, eHgga2V5LXNlY3JldA==",
        "1, eGtleS1zZWNyZXQ=",
        "2, eHhrZXktc2VjcmV0",
        "0, ZXhhbXBsZS1rZXktc2VjcmV0LXRhaWw",
    })
    void masksBase64AtEachAlignment(int alignment, String encoded) {
        Secrets secrets = Secrets.of(RtmpUrl.parse("rtmp://a/live"), "key-secret");
        assertThat(secrets.masked("(" + encoded + ")"))
                .as("alignment %d", alignment)
                .contains("***")
                .hasSizeLessThan(encoded.length());
    }

    /** Leaves nothing of a secret that a server repeats, in any spelling. */
    @Test
    void masksRandomSecretsInRandomSpellings() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String secret = Encodings.word(random, 6, 24);
            Secrets secrets = Secrets.of(RtmpUrl.parse("rtmp://a/live"), secret);
            String spelling = Encodings.any(secret, random);
            String text = "said: \"" + spelling + "\" (" + i + ")";
            String masked = secrets.masked(text);
            assertThat(masked)
                    .as("%s as %s", secret, spelling)
                    .contains("***")
                    .startsWith("said: \"")
                    .endsWith("\" (" + i + ")")
                    .doesNotContain(spelling);
            assertThat(secrets.masked(masked)).isEqualTo(masked);
        }
    }

    @Test
    void leavesRandomTextsWithoutSecretsUnchanged() {
        Random random = new Random(11);
        Secrets secrets = Secrets.of(RtmpUrl.parse("rtmp://a/live"), "not-in-any-of-these");
        for (int i = 0; i < 5_000; i++) {
            String text = Encodings.any(Encodings.word(random, 0, 60), random);
            assertThat(secrets.masked(text)).isEqualTo(text);
        }
    }

    /** The worst texts: prefixes of secrets again and again, in each spelling. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "%61", "%2561", "aaac", "YWFh", "%", "%25", "é"})
    void takesTimeProportionalToLength(String piece) {
        Secrets secrets = Secrets.of(RtmpUrl.parse("rtmp://a/live"), "a".repeat(200) + "c");
        String text = piece.repeat(Secrets.MAX_TEXT / piece.length());
        assertTimeout(Duration.ofSeconds(5), () -> secrets.masked(text));
    }

    @Test
    void masksTextsTooLongToSearch() {
        String text = "x".repeat(Secrets.MAX_TEXT + 1);
        assertThat(SECRETS.masked(text)).isEqualTo("***");
        assertThat(Secrets.NONE.masked(text)).isEqualTo(text);
    }

    @Test
    void keepsSecretsOfServerThatRedirects() {
        Pool.Server home = new Pool.Server(URL, "k3y-k3y", false);
        Pool.Server there = home.at(RtmpUrl.parse("rtmp://b.example/other?token=next-one"));
        assertThat(List.of("k3y-k3y", "t0pt0p", "next-one", "ann"))
                .allSatisfy(it -> assertThat(there.secrets().masked(it)).isEqualTo("***"));
        assertThat(there.sharesValues()).isFalse();
        assertThat(Pool.Server.named(URL).at(URL).hasSecrets()).isFalse();
    }

    @Test
    void hidesSecretsInToString() {
        assertThat(SECRETS.toString()).isEqualTo("secrets");
        assertThat(new Pool.Server(URL, "k3y", true).toString()).isEqualTo("rtmp://a.example/live");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token=s3cr3t-Token",
                "a=1&token=s3cr3t-Token",
                "token=s3cr3t-Token;x=1",
                "x=1;token=s3cr3t-Token",
                "auth=user:s3cr3t-Token",
                "auth=v1,s3cr3t-Token,x",
                "auth=key=s3cr3t-Token"
            })
    void masksQueryTokenByItsValue(String query) {
        Secrets secrets = Secrets.of(RtmpUrl.parse("rtmp://a.example/live?" + query), null);
        assertThat(secrets.masked("the key s3cr3t-Token is wrong"))
                .isEqualTo("the key *** is wrong");
    }
}
