package io.multiconnection.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jose4j.http.Get;
import org.jose4j.http.Response;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;
import org.jspecify.annotations.Nullable;

/**
 * Document with the public keys of an issuer: a JWKS behind a URL, found by OpenID Connect
 * discovery or named, or a file with a JWKS or PEM. Blocks. Thread-safe.
 */
final class KeyDocument implements SimpleGet {

    private static final System.Logger LOG = System.getLogger(KeyDocument.class.getName());
    private static final JsonMapper JSON = new JsonMapper();
    private static final int TIMEOUT_MILLIS = 3000;
    static final int MAX_BYTES = 256 << 10;

    /** Time for which a failure is repeated without another attempt. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    /** Recent failure. */
    private record Failure(String text, long untilNanos) {}

    /** Place of the keys. */
    sealed interface Source {

        /** Issuer that is discovered (OpenID Connect Discovery 1.0). */
        record Issuer(String url) implements Source {}

        /** JWKS behind a URL. */
        record Jwks(String url) implements Source {}

        /** File with a JWKS or PEM. */
        record KeyFile(Path path) implements Source {}
    }

    private final Source source;
    private final Supplier<Collection<X509Certificate>> trusted;
    private final LongSupplier nanoTime;
    private volatile @Nullable Failure failure;

    KeyDocument(
            Source source, Supplier<Collection<X509Certificate>> trusted, LongSupplier nanoTime) {
        this.source = source;
        this.trusted = trusted;
        this.nanoTime = nanoTime;
    }

    private static Get http(Collection<X509Certificate> trusted) {
        Get get = new Get();
        get.setConnectTimeout(TIMEOUT_MILLIS);
        get.setReadTimeout(TIMEOUT_MILLIS);
        get.setRetries(0);
        get.setResponseBodySizeLimit(MAX_BYTES);
        if (!trusted.isEmpty()) {
            get.setTrustedCertificates(trusted);
        }
        return get;
    }

    /** Returns the JWKS, without headers: the gateway decides how long keys are kept. */
    @Override
    public SimpleResponse get(String location) throws IOException {
        Failure recent = failure;
        if (recent != null && recent.untilNanos - nanoTime.getAsLong() > 0) {
            throw new IOException(recent.text);
        }
        try {
            String jwks = read();
            if (!json(jwks).path("keys").isArray()) {
                throw new IOException("no JSON with keys, expected a JWKS or PEM");
            }
            failure = null;
            return new Response(200, "OK", Map.of(), jwks);
        } catch (IOException e) {
            String text = location + ": " + e.getMessage();
            failure = new Failure(text, nanoTime.getAsLong() + PAUSE_NANOS);
            LOG.log(Level.WARNING, "the keys of the tokens cannot be read: {0}", text);
            throw new IOException(text, e);
        }
    }

    private String read() throws IOException {
        return switch (source) {
            case Source.Jwks(String url) -> fetch(url);
            case Source.Issuer(String issuer) -> fetch(discover(issuer));
            case Source.KeyFile(Path path) -> file(path);
        };
    }

    private String discover(String issuer) throws IOException {
        String url =
                issuer + (issuer.endsWith("/") ? "" : "/") + ".well-known/openid-configuration";
        JsonNode found = json(fetch(url));
        if (!issuer.equals(found.path("issuer").textValue())) {
            throw new IOException(url + " names another issuer, expected " + issuer);
        }
        String jwks = found.path("jwks_uri").asText();
        try {
            return httpUrl(jwks).toString();
        } catch (IllegalArgumentException e) {
            throw new IOException("jwks_uri of " + url + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode json(String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON", e);
        }
    }

    private String fetch(String url) throws IOException {
        return http(trusted.get()).get(url).getBody(); // throws unless the status is 200
    }

    private static String file(Path path) throws IOException {
        long bytes = Files.size(path);
        if (bytes > MAX_BYTES) {
            throw new IOException("a file of " + bytes + " bytes, expected up to " + MAX_BYTES);
        }
        String text = Files.readString(path);
        try {
            return text.contains("-----BEGIN") ? PemKeys.asJwks(text) : text;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the place in words. */
    String location() {
        return switch (source) {
            case Source.Issuer(String url) -> url;
            case Source.Jwks(String url) -> url;
            case Source.KeyFile(Path path) -> path.toString();
        };
    }

    /**
     * Returns a URL from which keys may be fetched.
     *
     * @throws IllegalArgumentException if it is not https, or http to this machine
     */
    static URI httpUrl(String text) {
        URI url = URI.create(text);
        String host = url.getHost();
        boolean local =
                "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        if (host == null
                || url.getUserInfo() != null
                || !(secure || (local && "http".equalsIgnoreCase(url.getScheme())))) {
            throw new IllegalArgumentException(
                    "\"" + text + "\", expected https://host/path (http for this machine only)");
        }
        return url;
    }
}
