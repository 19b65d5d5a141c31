package io.multiconnection.identity;

import io.multiconnection.identity.KeyDocument.Source;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jspecify.annotations.Nullable;

/** Source of the public keys of an issuer. Keys are read again, so that they can be rotated. */
public final class KeySource {

    private KeySource() {}

    /**
     * Returns a resolver of the keys of an issuer. It reads them when they are needed first, after
     * {@code refresh}, and for an unknown key, but not more often than every {@code pause}. If they
     * cannot be read again, the last keys stay valid.
     *
     * @param keys URL of a JWKS, or file with a JWKS or PEM; null to discover the keys of the
     *     issuer
     * @param trusted present certificates to trust for https; none for those of the JDK
     * @throws IllegalArgumentException if {@code keys} or the issuer is not valid
     */
    public static VerificationKeyResolver of(
            String issuer,
            @Nullable String keys,
            Supplier<Collection<X509Certificate>> trusted,
            Duration refresh,
            Duration pause,
            LongSupplier nanoTime) {
        if (refresh.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "keys-refresh: " + refresh + ", expected 1 s or more");
        }
        KeyDocument document = new KeyDocument(source(issuer, keys), trusted, nanoTime);
        HttpsJwks jwks = new HttpsJwks(document.location());
        jwks.setSimpleHttpGet(document);
        jwks.setDefaultCacheDuration(refresh.toSeconds());
        jwks.setRetainCacheOnErrorDuration(refresh.toSeconds());
        jwks.setRefreshReprieveThreshold(pause.toMillis());
        HttpsJwksVerificationKeyResolver resolver = new HttpsJwksVerificationKeyResolver(jwks);
        resolver.setDisambiguateWithVerifySignature(true); // for tokens without a key id
        return resolver;
    }

    private static Source source(String issuer, @Nullable String keys) {
        if (keys == null) {
            return new Source.Issuer(KeyDocument.httpUrl(issuer).toString());
        }
        String scheme = keys.toLowerCase(Locale.ROOT);
        return scheme.startsWith("https:") || scheme.startsWith("http:")
                ? new Source.Jwks(KeyDocument.httpUrl(keys).toString())
                : new Source.KeyFile(Path.of(keys));
    }
}
