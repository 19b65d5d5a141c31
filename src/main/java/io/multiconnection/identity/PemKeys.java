package io.multiconnection.identity;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Public keys and certificates in PEM (RFC 7468). */
public final class PemKeys {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** Block of a PEM text. */
    private record Block(String label, String base64) {

        byte[] decoded() {
            return Base64.getMimeDecoder().decode(base64.strip());
        }
    }

    private PemKeys() {}

    private static List<Block> blocks(String pem) {
        List<Block> blocks = new ArrayList<>();
        int begin = pem.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = pem.indexOf(DASHES, begin + BEGIN.length());
            int end = labelEnd < 0 ? -1 : pem.indexOf(END, labelEnd);
            if (end < 0) {
                throw new IllegalArgumentException("a PEM block without an end");
            }
            blocks.add(
                    new Block(
                            pem.substring(begin + BEGIN.length(), labelEnd),
                            pem.substring(labelEnd + DASHES.length(), end)));
            begin = pem.indexOf(BEGIN, end);
        }
        return blocks;
    }

    /**
     * Returns the keys of a PEM text as a JWKS.
     *
     * @throws IllegalArgumentException if the text has no public key, or anything else
     */
    static String asJwks(String pem) {
        JsonWebKeySet keys = new JsonWebKeySet();
        for (Block block : blocks(pem)) {
            keys.addJsonWebKey(jwk(block));
        }
        if (keys.getJsonWebKeys().isEmpty()) {
            throw new IllegalArgumentException("no PEM block, expected PUBLIC KEY or CERTIFICATE");
        }
        return keys.toJson();
    }

    /** Returns the certificates of a PEM text. */
    public static Collection<X509Certificate> certificates(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(block.decoded()));
            }
        }
        return certificates;
    }

    private static JsonWebKey jwk(Block block) {
        PublicKey key =
                switch (block.label()) {
                    case "PUBLIC KEY" -> publicKey(block.decoded());
                    case "CERTIFICATE" -> certificate(block.decoded()).getPublicKey();
                    default ->
                            throw new IllegalArgumentException(
                                    "a PEM block "
                                            + block.label()
                                            + ", expected PUBLIC KEY or CERTIFICATE");
                };
        try {
            return PublicJsonWebKey.Factory.newPublicJwk(key);
        } catch (JoseException e) {
            throw new IllegalArgumentException("an unknown kind of key", e);
        }
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a malformed certificate", e);
        }
    }

    private static PublicKey publicKey(byte[] der) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException _) {
                // a key of another algorithm
            }
        }
        throw new IllegalArgumentException(
                "a malformed public key, expected one of " + String.join(", ", ALGORITHMS));
    }
}
