package io.multiconnection.app.reload;

import static io.multiconnection.app.config.ConfigErrors.withKey;

import io.multiconnection.identity.PemKeys;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Certificates to trust.
 *
 * @param certificates none for those of the JDK
 * @param tls trust of outgoing connections
 */
public record TrustedCertificates(Collection<X509Certificate> certificates, SslContext tls) {

    static final String KEY = "multiconnection.trust-certificates";

    /** File of the certificates. Its text is kept, because it is no secret. */
    private record PemFile(Path path) implements ReloadedValue.Files<String, TrustedCertificates> {

        @Override
        public String read() throws IOException {
            return Files.readString(path);
        }

        @Override
        public TrustedCertificates make(String pem) {
            Collection<X509Certificate> certificates = PemKeys.certificates(pem);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(
                        path + ": no certificate, expected PEM blocks CERTIFICATE");
            }
            return of(certificates);
        }
    }

    /** Returns those of the JDK. */
    static TrustedCertificates ofJdk() {
        return of(List.of());
    }

    /**
     * Returns those of a PEM file, which is read again.
     *
     * @throws IllegalArgumentException if the file cannot be read, or has no certificates
     */
    static ReloadedValue<String, TrustedCertificates> of(Path path) {
        PemFile file = new PemFile(path);
        return withKey(
                KEY,
                () -> {
                    String pem = firstText(file);
                    return new ReloadedValue<>(
                            KEY,
                            file,
                            pem,
                            file.make(pem),
                            (_, next) -> List.of(next.certificates.size() + " certificates"));
                });
    }

    private static String firstText(PemFile file) {
        try {
            return file.read();
        } catch (IOException e) {
            throw new IllegalArgumentException(e.toString(), e);
        }
    }

    private static TrustedCertificates of(Collection<X509Certificate> certificates) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (!certificates.isEmpty()) {
            builder.trustManager(certificates);
        }
        try {
            return new TrustedCertificates(certificates, builder.build());
        } catch (SSLException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
