package io.multiconnection.app.reload;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of the public port and the management interface ({@code quarkus.tls}), which are
 * read again. In contrast to Quarkus's own {@code reload-period}, it updates the servers only if
 * the certificates have changed, and warns if they cannot be read.
 */
@Singleton
public class ServerCertificates {

    /** Name of the configuration without a name, which Quarkus uses if none is named. */
    private static final String DEFAULT = "<default>";

    /** Files of one configuration; the content are the chains of certificates. */
    private record KeyFiles(
            String name, TlsConfiguration tls, Event<CertificateUpdatedEvent> updated)
            implements ReloadedValue.Files<List<List<Certificate>>, List<List<Certificate>>> {

        @Override
        public List<List<Certificate>> read() {
            if (!tls.reload()) {
                throw new IllegalArgumentException(
                        "the key or the certificate cannot be read, expected files of the kind"
                                + " that quarkus.tls names");
            }
            return chains(tls.getKeyStore());
        }

        /** Notifies the servers. */
        @Override
        public List<List<Certificate>> make(List<List<Certificate>> chains) {
            updated.fire(new CertificateUpdatedEvent(name, tls));
            return chains;
        }
    }

    private final List<ReloadedValue<?, ?>> certificates = new ArrayList<>();

    ServerCertificates(
            TlsConfigurationRegistry registry,
            Event<CertificateUpdatedEvent> updated,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> http,
            @ConfigProperty(name = "quarkus.management.tls-configuration-name")
                    Optional<String> management) {
        Stream.of(http, management)
                .map(name -> name.orElse(DEFAULT))
                .distinct()
                .forEach(
                        name ->
                                configuration(registry, name)
                                        .filter(it -> it.getKeyStore() != null)
                                        .ifPresent(it -> add(name, it, updated)));
    }

    private static Optional<TlsConfiguration> configuration(
            TlsConfigurationRegistry registry, String name) {
        return name.equals(DEFAULT) ? registry.getDefault() : registry.get(name);
    }

    private void add(String name, TlsConfiguration tls, Event<CertificateUpdatedEvent> updated) {
        List<List<Certificate>> chains = chains(tls.getKeyStore());
        certificates.add(
                new ReloadedValue<>(
                        "quarkus.tls, configuration " + name,
                        new KeyFiles(name, tls, updated),
                        chains,
                        chains,
                        (_, _) -> List.of())); // Quarkus logs each server that it updates
    }

    private static List<List<Certificate>> chains(@Nullable KeyStore store) {
        if (store == null) {
            return List.of();
        }
        try {
            List<List<Certificate>> chains = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                chains.add(chain == null ? List.of() : List.of(chain));
            }
            return chains;
        } catch (KeyStoreException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Reads the files now. Blocks. */
    void check() {
        certificates.forEach(ReloadedValue::check);
    }
}
