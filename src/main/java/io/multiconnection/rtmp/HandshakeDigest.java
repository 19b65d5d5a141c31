package io.multiconnection.rtmp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Digests with which Flash Player and Flash Media Server sign their handshakes. They protect
 * nothing: the keys are public, and the specification does not mention them.
 *
 * <p>C1 and S1 contain an HMAC-SHA256 of their other 1504 bytes. The four bytes before it give its
 * offset, in the first half of the block (scheme 0) or in the second (scheme 1). C2 and S2 end in
 * an HMAC of their first 1504 bytes, with a key derived from the digest of the peer's block.
 */
final class HandshakeDigest {

    static final int BLOCK_BYTES = 1536;
    static final int DIGEST_BYTES = 32;

    private static final int[] SCHEME_STARTS = {8, 772};

    /** Number of possible offsets of a digest, counted from the four bytes that give it. */
    private static final int PLACES = 728;

    private static final byte[] KEY_END =
            HexFormat.of()
                    .parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

    /**
     * Keys of one side: its phrase for its block, and the phrase with a suffix for its response.
     */
    enum Signer {
        CLIENT("Genuine Adobe Flash Player 001"),
        SERVER("Genuine Adobe Flash Media Server 001");

        private final String words;

        Signer(String words) {
            this.words = words;
        }

        private byte[] blockKey() {
            return words.getBytes(StandardCharsets.US_ASCII);
        }

        private byte[] responseKey() {
            byte[] key = Arrays.copyOf(blockKey(), words.length() + KEY_END.length);
            System.arraycopy(KEY_END, 0, key, words.length(), KEY_END.length);
            return key;
        }

        Signer other() {
            return this == CLIENT ? SERVER : CLIENT;
        }
    }

    private HandshakeDigest() {}

    /** Writes the digest of {@code block} into it. */
    static void sign(byte[] block, int scheme, Signer signer) {
        int place = place(block, scheme);
        System.arraycopy(digest(block, place, signer), 0, block, place, DIGEST_BYTES);
    }

    /** Returns the scheme by which {@code block} is signed, if it is. */
    static OptionalInt scheme(byte[] block, Signer signer) {
        for (int scheme = 0; scheme < SCHEME_STARTS.length; scheme++) {
            int place = place(block, scheme);
            if (Arrays.equals(digest(block, place, signer), digestAt(block, place))) {
                return OptionalInt.of(scheme);
            }
        }
        return OptionalInt.empty();
    }

    /** Writes the digest that proves that {@code block} was read to the end of {@code response}. */
    static void signResponse(byte[] response, byte[] block, int scheme, Signer signer) {
        byte[] key = hmac(signer.responseKey(), digestAt(block, place(block, scheme)));
        int place = BLOCK_BYTES - DIGEST_BYTES;
        byte[] digest = hmac(key, Arrays.copyOf(response, place));
        System.arraycopy(digest, 0, response, place, DIGEST_BYTES);
    }

    private static int place(byte[] block, int scheme) {
        int start = SCHEME_STARTS[scheme];
        int sum = 0;
        for (int i = start; i < start + 4; i++) {
            sum += Byte.toUnsignedInt(block[i]);
        }
        return start + 4 + sum % PLACES;
    }

    private static byte[] digestAt(byte[] block, int place) {
        return Arrays.copyOfRange(block, place, place + DIGEST_BYTES);
    }

    private static byte[] digest(byte[] block, int place, Signer signer) {
        byte[] rest = Arrays.copyOf(block, BLOCK_BYTES - DIGEST_BYTES);
        int after = place + DIGEST_BYTES;
        System.arraycopy(block, after, rest, place, BLOCK_BYTES - after);
        return hmac(signer.blockKey(), rest);
    }

    private static byte[] hmac(byte[] key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
