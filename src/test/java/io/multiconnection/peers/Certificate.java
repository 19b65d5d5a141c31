package io.multiconnection.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Key and certificate for localhost and 127.0.0.1, as PEM files.
 *
 * @param authority certificate of the issuer; the certificate itself if self-signed
 */
public record Certificate(Path key, Path certificate, Path authority) {

    private static final String PASSWORD = "password";
    private static final String NAMES = "san=dns:localhost,ip:127.0.0.1";

    /** Returns a self-signed certificate, valid for two days. */
    public static Certificate make(Path folder) {
        generate(folder, "peer", "-validity", "2", "-dname", "CN=localhost", "-ext", NAMES);
        Path certificate = certificate(folder, "peer", "certificate.pem");
        return new Certificate(key(folder), certificate, certificate);
    }

    /** Returns a self-signed certificate for a name. */
    public static Certificate makeFor(Path folder, String name) {
        generate(
                folder,
                "peer",
                "-validity",
                "2",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name);
        Path certificate = certificate(folder, "peer", "certificate.pem");
        return new Certificate(key(folder), certificate, certificate);
    }

    /** Returns an expired certificate, signed by a valid authority. */
    public static Certificate makeExpired(Path folder) {
        generate(folder, "authority", "-dname", "CN=authority", "-ext", "bc:c");
        generate(folder, "peer", "-dname", "CN=localhost");
        keytool(folder, "-certreq", "-alias", "peer", "-file", "peer.csr");
        keytool(
                folder,
                "-gencert",
                "-alias",
                "authority",
                "-infile",
                "peer.csr",
                "-outfile",
                "peer.pem",
                "-rfc",
                "-ext",
                NAMES,
                "-startdate",
                "-10d",
                "-validity",
                "5");
        return new Certificate(
                key(folder),
                folder.resolve("peer.pem"),
                certificate(folder, "authority", "authority.pem"));
    }

    /** Returns the TLS context of a server with this certificate. */
    SSLContext server() {
        try {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keys(folder()), PASSWORD.toCharArray());
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), null, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the TLS context of a client that trusts the authority. */
    public SSLContext client() {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path folder() {
        return Objects.requireNonNull(key.getParent());
    }

    private static void generate(Path folder, String alias, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-alias",
                                alias));
        words.addAll(List.of(more));
        keytool(folder, words.toArray(String[]::new));
    }

    private static void keytool(Path folder, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-storepass", PASSWORD, "-keystore", store(folder).toString()));
        Program.run(folder, Map.of(), Duration.ofSeconds(30), command);
    }

    private static Path store(Path folder) {
        return folder.resolve("certificate.p12");
    }

    private static Path key(Path folder) {
        try {
            byte[] der = keys(folder).getKey("peer", PASSWORD.toCharArray()).getEncoded();
            return pem(folder.resolve("key.pem"), "PRIVATE KEY", der);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path certificate(Path folder, String alias, String file) {
        try {
            byte[] der = keys(folder).getCertificate(alias).getEncoded();
            return pem(folder.resolve(file), "CERTIFICATE", der);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore keys(Path folder) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store(folder))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pem(Path file, String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        try {
            return Files.writeString(
                    file,
                    "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n",
                    StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
