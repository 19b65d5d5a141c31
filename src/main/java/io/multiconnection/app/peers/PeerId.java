package io.multiconnection.app.peers;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Identifier of a gateway in the resume tokens that it issues: a hash of its address, so that
 * clients do not learn the address.
 */
final class PeerId {

    /** Characters of an identifier. */
    static final int LENGTH = 6;

    private static final int BYTES = 4;

    private PeerId() {}

    /** Returns the identifier of the gateway at a resolved address. */
    static String of(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress() + " " + address.getPort();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        Arrays.copyOf(sha256(text.getBytes(StandardCharsets.US_ASCII)), BYTES));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
