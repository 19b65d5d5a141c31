package io.multiconnection.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** OpenID Connect provider with discovery and a JWKS, whose keys a test can rotate. */
public final class TestIssuer implements AutoCloseable {

    public static final String AUDIENCE = "multiconnection";

    private final HttpServer server;
    private final List<PublicJsonWebKey> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile int status = 200;
    private volatile String jwksUri;
    private volatile String announcedIssuer;

    public TestIssuer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        announcedIssuer = url();
        jwksUri = url() + "/keys";
        server.createContext(
                "/.well-known/openid-configuration",
                exchange ->
                        respond(
                                exchange,
                                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}"
                                        .formatted(announcedIssuer, jwksUri)));
        server.createContext(
                "/keys",
                exchange -> {
                    fetches.incrementAndGet();
                    exchange.getResponseHeaders().set("Cache-Control", "max-age=86400");
                    respond(exchange, jwks());
                });
        server.start();
    }

    private void respond(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Returns the issuer, a URL. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the JWKS that is published at present. */
    String jwks() {
        return new JsonWebKeySet(new ArrayList<JsonWebKey>(published))
                .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** Returns the number of times that the JWKS was fetched. */
    int fetches() {
        return fetches.get();
    }

    /** Responds to all requests with a status. */
    void respondWith(int code) {
        status = code;
    }

    void announce(String issuer, String jwks) {
        announcedIssuer = issuer;
        jwksUri = jwks;
    }

    /** Publishes a new key instead of all others. */
    public PublicJsonWebKey rotate(PublicJsonWebKey key) {
        published.clear();
        published.add(key);
        return key;
    }

    /** Publishes a key beside the others. */
    public PublicJsonWebKey publish(PublicJsonWebKey key) {
        published.add(key);
        return key;
    }

    /** Returns a new RSA key that is not published. */
    public static PublicJsonWebKey rsa(String id) {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a new key of the curve P-256 that is not published. */
    public static PublicJsonWebKey ec(String id) {
        try {
            PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns valid claims of a subject, with more claims. */
    public JwtClaims claims(String subject, Map<String, Object> more) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(url());
        claims.setSubject(subject);
        claims.setAudience(AUDIENCE);
        claims.setExpirationTimeMinutesInTheFuture(10);
        more.forEach(claims::setClaim);
        return claims;
    }

    /** Returns a token of a subject, with more claims. */
    public String token(PublicJsonWebKey key, String subject, Map<String, Object> more) {
        return sign(key, claims(subject, more));
    }

    /** Returns a token that expires after a time, which may be negative. */
    public String expiring(
            PublicJsonWebKey key, String subject, Duration left, Map<String, Object> more) {
        JwtClaims claims = claims(subject, more);
        claims.setExpirationTime(
                NumericDate.fromMilliseconds(Instant.now().plus(left).toEpochMilli()));
        return sign(key, claims);
    }

    /** Returns a token that is signed as its key requires. */
    public static String sign(PublicJsonWebKey key, JwtClaims claims) {
        return sign(
                claims,
                signature -> {
                    signature.setAlgorithmHeaderValue(
                            key.getKeyType().equals("RSA")
                                    ? AlgorithmIdentifiers.RSA_USING_SHA256
                                    : AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
                    signature.setKeyIdHeaderValue(key.getKeyId());
                    signature.setKey(key.getPrivateKey());
                });
    }

    /** Returns a token that is signed in any way, valid or not. */
    static String sign(JwtClaims claims, Consumer<JsonWebSignature> settings) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setDoKeyValidation(false);
        signature.setPayload(claims.toJson());
        settings.accept(signature);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
