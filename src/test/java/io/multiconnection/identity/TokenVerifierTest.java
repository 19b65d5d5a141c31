package io.multiconnection.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.CapturedLog;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.protocol.BearerToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an issuer with real keys, valid ones and those of an attacker. */
class TokenVerifierTest {

    private static final PublicJsonWebKey RSA = TestIssuer.rsa("rsa");
    private static final PublicJsonWebKey EC = TestIssuer.ec("ec");
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final TestIssuer issuer = new TestIssuer();
    private final AtomicLong nanos = new AtomicLong();

    @TempDir Path folder;

    TokenVerifierTest() {
        issuer.publish(RSA);
        issuer.publish(EC);
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private TokenVerifier verifier() {
        return verifier(null, Duration.ofMinutes(5), Duration.ofSeconds(10));
    }

    private TokenVerifier verifier(String keys, Duration refresh, Duration pause) {
        return new TokenVerifier(
                new TokenRules(
                        issuer.url(),
                        List.of(TestIssuer.AUDIENCE, "other"),
                        List.of("RS256", "ES256"),
                        SKEW),
                KeySource.of(issuer.url(), keys, List::of, refresh, pause, nanos::get));
    }

    private static String subject(TokenVerifier verifier, String token) {
        try {
            return verifier.verify(new BearerToken(token)).getSubject();
        } catch (MalformedClaimException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(TokenVerifier verifier, String token, String reason) {
        assertThatThrownBy(() -> verifier.verify(new BearerToken(token)))
                .isInstanceOf(TokenRefusedException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void acceptsTokenOfDiscoveredKey(PublicJsonWebKey key) {
        assertThat(subject(verifier(), issuer.token(key, "anna", Map.of()))).isEqualTo("anna");
    }

    static List<PublicJsonWebKey> keys() {
        return List.of(RSA, EC);
    }

    @Test
    void acceptsTokenOfKeyAtUrl() {
        TokenVerifier verifier =
                verifier(issuer.url() + "/keys", Duration.ofMinutes(5), Duration.ZERO);
        assertThat(subject(verifier, issuer.token(RSA, "anna", Map.of()))).isEqualTo("anna");
    }

    @Test
    void acceptsTokenWithoutKeyId() {
        JwtClaims claims = issuer.claims("anna", Map.of());
        String token =
                TestIssuer.sign(
                        claims,
                        it -> {
                            it.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
                            it.setKey(RSA.getPrivateKey());
                        });
        assertThat(subject(verifier(), token)).isEqualTo("anna");
    }

    @Test
    void acceptsTokenOfKeysInFiles() throws IOException {
        Path jwks = Files.writeString(folder.resolve("keys.json"), issuer.jwks());
        Path pem = Files.writeString(folder.resolve("keys.pem"), pem(RSA) + "\n" + pem(EC));
        for (Path file : List.of(jwks, pem)) {
            TokenVerifier verifier = verifier(file.toString(), Duration.ofMinutes(5), SKEW);
            for (PublicJsonWebKey key : keys()) {
                String token = withoutKeyId(key, "anna");
                assertThat(subject(verifier, token)).as(file.toString()).isEqualTo("anna");
            }
        }
        assertThat(issuer.fetches()).isZero();
    }

    private String withoutKeyId(PublicJsonWebKey key, String subject) {
        return TestIssuer.sign(
                issuer.claims(subject, Map.of()),
                it -> {
                    it.setAlgorithmHeaderValue(key.equals(RSA) ? "RS256" : "ES256");
                    it.setKey(key.getPrivateKey());
                });
    }

    private static String pem(PublicJsonWebKey key) {
        String base64 =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(key.getPublicKey().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no blocks",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"
            })
    void refusesTokensWhileKeyFileIsMalformed(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.pem"), text);
        TokenVerifier verifier = verifier(file.toString(), Duration.ofMinutes(5), SKEW);
        assertRefused(verifier, issuer.token(RSA, "anna", Map.of()), "cannot be fetched");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refuses(String reason, Function<TestIssuer, String> token) {
        assertRefused(verifier(), token.apply(issuer), reason);
    }

    static List<Arguments> attacks() {
        return List.of(
                attack("not a signed JWT", _ -> ""),
                attack("not a signed JWT", _ -> "a.b"),
                attack("not a signed JWT", _ -> "a.b.c.d.e"),
                attack("signature", _ -> "a.b.c"),
                attack("characters", _ -> "a".repeat(BearerToken.MAX_CHARS + 1)),
                attack("signature", it -> signed(it, TokenVerifierTest::unsigned)),
                attack("signature", it -> signed(it, TokenVerifierTest::signedWithPublicKey)),
                attack("signature", it -> signed(it, TokenVerifierTest::signedWithJwkInHeader)),
                attack(
                        "signature",
                        it -> signed(it, jws -> with(jws, "RS512", RSA, RSA))), // not in the list
                attack("signature", it -> signed(it, jws -> with(jws, "PS256", RSA, RSA))),
                attack("signature", it -> it.token(TestIssuer.rsa("unknown"), "anna", Map.of())),
                attack("signature", it -> it.token(TestIssuer.rsa("rsa"), "anna", Map.of())),
                attack("signature", it -> it.token(TestIssuer.ec("ec"), "anna", Map.of())),
                attack("signature", it -> tampered(it.token(RSA, "anna", Map.of()))),
                attack("signature", it -> withoutSignature(it.token(RSA, "anna", Map.of()))),
                attack("audience", it -> claims(it, c -> c.setAudience("elsewhere"))),
                attack("audience", it -> claims(it, c -> c.unsetClaim("aud"))),
                attack("issuer", it -> claims(it, c -> c.setIssuer("https://evil.example"))),
                attack("issuer", it -> claims(it, c -> c.setIssuer(it.url() + "/"))),
                attack("issuer", it -> claims(it, c -> c.unsetClaim("iss"))),
                attack("subject", it -> claims(it, c -> c.unsetClaim("sub"))),
                attack("no expiration", it -> claims(it, c -> c.unsetClaim("exp"))),
                attack(
                        "expired",
                        it -> it.expiring(RSA, "anna", SKEW.negated().minusSeconds(5), Map.of())),
                attack(
                        "not valid yet",
                        it -> claims(it, c -> c.setNotBefore(in(SKEW.plusSeconds(60))))));
    }

    private static Arguments attack(String reason, Function<TestIssuer, String> token) {
        return Arguments.of(reason, token);
    }

    private static NumericDate in(Duration time) {
        return NumericDate.fromMilliseconds(System.currentTimeMillis() + time.toMillis());
    }

    private static String claims(TestIssuer issuer, Consumer<JwtClaims> change) {
        JwtClaims claims = issuer.claims("anna", Map.of());
        change.accept(claims);
        return TestIssuer.sign(RSA, claims);
    }

    private static String signed(TestIssuer issuer, Consumer<JsonWebSignature> settings) {
        return TestIssuer.sign(issuer.claims("anna", Map.of()), settings);
    }

    private static void unsigned(JsonWebSignature jws) {
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    }

    /** Uses the public key, which everybody knows, as a shared secret. */
    private static void signedWithPublicKey(JsonWebSignature jws) {
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        jws.setKeyIdHeaderValue("rsa");
        jws.setKey(new HmacKey(pem(RSA).getBytes(StandardCharsets.US_ASCII)));
    }

    /** Brings its own key along. */
    private static void signedWithJwkInHeader(JsonWebSignature jws) {
        PublicJsonWebKey own = TestIssuer.rsa("own");
        with(jws, "RS256", own, own);
        jws.setJwkHeader(own);
    }

    private static void with(
            JsonWebSignature jws, String algorithm, PublicJsonWebKey id, PublicJsonWebKey key) {
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKeyIdHeaderValue(id.getKeyId());
        jws.setKey(key.getPrivateKey());
    }

    private static String tampered(String token) {
        String[] parts = token.split("\\.", -1);
        String claims =
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                        .replace("anna", "root");
        return parts[0]
                + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + "."
                + parts[2];
    }

    private static String withoutSignature(String token) {
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    @Test
    void toleratesClockSkew() {
        assertThat(
                        subject(
                                verifier(),
                                issuer.expiring(RSA, "anna", Duration.ofSeconds(-20), Map.of())))
                .isEqualTo("anna");
        String early = claims(issuer, c -> c.setNotBefore(in(Duration.ofSeconds(20))));
        assertThat(subject(verifier(), early)).isEqualTo("anna");
    }

    @Test
    void acceptsOneOfSeveralAudiences() {
        String token = claims(issuer, c -> c.setAudience("elsewhere", "other"));
        assertThat(subject(verifier(), token)).isEqualTo("anna");
    }

    @Test
    void acceptsTokenOfRotatedKeyWithoutRestart() {
        TokenVerifier verifier = verifier(null, Duration.ofMinutes(5), Duration.ZERO);
        assertThat(subject(verifier, issuer.token(RSA, "anna", Map.of()))).isEqualTo("anna");

        PublicJsonWebKey next = issuer.rotate(TestIssuer.ec("next"));

        assertThat(subject(verifier, issuer.token(next, "anna", Map.of()))).isEqualTo("anna");
        assertRefused(verifier, issuer.token(RSA, "anna", Map.of()), "signature"); // is revoked
    }

    @Test
    void fetchesKeysOnceForTokensOfUnknownKeys() {
        TokenVerifier verifier = verifier(null, Duration.ofMinutes(5), Duration.ofMinutes(1));
        PublicJsonWebKey unknown = TestIssuer.ec("unknown");
        for (int i = 0; i < 20; i++) {
            assertRefused(verifier, issuer.token(unknown, "anna", Map.of()), "signature");
        }
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void keepsKeysWhileIssuerFails() {
        TokenVerifier verifier = verifier(null, Duration.ofMinutes(5), Duration.ZERO);
        assertThat(subject(verifier, issuer.token(RSA, "anna", Map.of()))).isEqualTo("anna");
        issuer.respondWith(503);
        assertRefused(verifier, issuer.token(TestIssuer.ec("unknown"), "anna", Map.of()), "");
        assertThat(subject(verifier, issuer.token(RSA, "anna", Map.of()))).isEqualTo("anna");
    }

    @Test
    void refusesTemporarilyWhileKeysCannotBeFetched() {
        issuer.respondWith(500);
        TokenVerifier verifier = verifier();
        String token = issuer.token(RSA, "anna", Map.of());
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> verifier.verify(new BearerToken(token)))
                        .isInstanceOfSatisfying(
                                TokenRefusedException.class,
                                it -> assertThat(it.isTemporary()).isTrue());
            }
            assertThat(log.lines()).anyMatch(it -> it.contains("500"));
            assertThat(String.join("\n", log.lines())).doesNotContain(token);
        }

        issuer.respondWith(200);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(subject(verifier, token)).isEqualTo("anna");
    }

    @Test
    void refusesDiscoveryOfAnotherIssuerAndOfPlainHttp() {
        String token = issuer.token(RSA, "anna", Map.of());
        issuer.announce("https://evil.example", issuer.url() + "/keys");
        assertRefused(verifier(), token, "cannot be fetched");
        issuer.announce(issuer.url(), "http://evil.example/keys");
        assertRefused(verifier(), token, "cannot be fetched");
        assertThat(issuer.fetches()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "HS512", "RS1", ""})
    void rejectsAlgorithmsWithoutPublicKey(String algorithm) {
        assertThatThrownBy(
                        () ->
                                new TokenRules(
                                        "https://a.example",
                                        List.of("a"),
                                        List.of("RS256", algorithm),
                                        SKEW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithms")
                .hasMessageContaining("ES256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://issuer.example", "ftp://a", "https://user@a.example", "x y"})
    void rejectsUrlsOfKeysThatAreNotSecure(String url) {
        assertThatThrownBy(
                        () ->
                                KeySource.of(
                                        url,
                                        null,
                                        List::of,
                                        Duration.ofMinutes(1),
                                        SKEW,
                                        nanos::get))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
