package io.multiconnection.app.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.CapturedLog;
import io.multiconnection.peers.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PEM file of trusted certificates, which changes. */
class TrustedCertificatesTest {

    private static final int BUNDLE = 150;

    @TempDir private Path folder;

    /** A bundle as distributions have it: the authorities of the JDK, with a name before each. */
    @Test
    void readsBundleOfSystem() throws Exception {
        Path own = Certificate.make(folder).authority();
        List<String> blocks = new ArrayList<>();
        while (blocks.size() < BUNDLE - 1) {
            authorities().forEach(it -> blocks.add("# " + name(it) + "\n" + pem(it)));
        }
        blocks.subList(BUNDLE - 1, blocks.size()).clear();
        blocks.add(Files.readString(own));
        Path bundle = write(String.join("\n", blocks));

        TrustedCertificates trusted = TrustedCertificates.of(bundle).get();
        assertThat(trusted.certificates()).hasSize(BUNDLE);
        assertThat(trusted.tls().isClient()).isTrue();
    }

    @Test
    void readsChangedFile() throws Exception {
        Certificate first = Certificate.make(Files.createDirectory(folder.resolve("1")));
        Certificate second = Certificate.make(Files.createDirectory(folder.resolve("2")));
        Path file = write(Files.readString(first.authority()));
        ReloadedValue<String, TrustedCertificates> trusted = TrustedCertificates.of(file);
        TrustedCertificates before = trusted.get();

        trusted.check();
        assertThat(trusted.get()).isSameAs(before);
        write(Files.readString(second.authority()));
        trusted.check();
        assertThat(trusted.get().certificates())
                .hasSize(1)
                .doesNotContainAnyElementsOf(before.certificates());
        assertThat(trusted.get().tls()).isNotSameAs(before.tls());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no PEM",
                "-----BEGIN CERTIFICATE-----\nMIIB",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n~~~~\n-----END CERTIFICATE-----\n",
                "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"
            })
    void keepsLastOnesWithOneWarning(String broken) throws Exception {
        Path file = write(Files.readString(Certificate.make(folder).authority()));
        ReloadedValue<String, TrustedCertificates> trusted = TrustedCertificates.of(file);
        TrustedCertificates before = trusted.get();
        try (CapturedLog log = new CapturedLog()) {
            write(broken);
            trusted.check();
            trusted.check();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("multiconnection.trust-certificates: ")
                    .endsWith("; the last valid content stays in use");
        }
        assertThat(trusted.get()).isSameAs(before);
        assertThatThrownBy(() -> TrustedCertificates.of(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("multiconnection.trust-certificates: ");
    }

    @Test
    void keepsLastOnesWhileFileIsMissing() throws Exception {
        Path file = write(Files.readString(Certificate.make(folder).authority()));
        ReloadedValue<String, TrustedCertificates> trusted = TrustedCertificates.of(file);
        TrustedCertificates before = trusted.get();
        Files.delete(file);
        try (CapturedLog log = new CapturedLog()) {
            trusted.check();
            trusted.check();
            assertThat(log.lines()).singleElement().asString().contains("NoSuchFile");
        }
        assertThat(trusted.get()).isSameAs(before);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("trusted.pem"), text);
    }

    private static List<X509Certificate> authorities()
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, null);
        }
        List<X509Certificate> authorities = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            authorities.add((X509Certificate) store.getCertificate(alias));
        }
        return authorities;
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
