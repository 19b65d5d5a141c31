package io.multiconnection.rtmp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The digests that Flash Player and Flash Media Server hide in their handshake to know each other.
 * No secret: the keys are public, and the specification leaves all of it out.
 *
 * <p>C1 and S1 hold an HMAC-SHA256 of their other 1504 bytes, at a place that four bytes before it
 * tell: in the first half of the block (scheme 0) or in the second (scheme 1). C2 and S2 end in one
 * of their own first 1504 bytes, under a key made from the digest of the other side's block.
 */
final class HandshakeDigest {

    static final int BLOCK_BYTES = 1536;
    static final int DIGEST_BYTES = 32;

    private static final int[] SCHEME_STARTS = {8, 772};

    /** A digest lies up to so many bytes after the four that tell its place. */
    private static final int PLACES = 728;

    private static final byte[] KEY_END =
            HexFormat.of()
                    .parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

    /** What a side signs with: its words for its block, and those with a tail for its answer. */
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

        private byte[] answerKey() {
            byte[] key = Arrays.copyOf(blockKey(), words.length() + KEY_END.length);
            System.arraycopy(KEY_END, 0, key, words.length(), KEY_END.length);
            return key;
        }

        Signer other() {
            return this == CLIENT ? SERVER : CLIENT;
        }
    }

    private HandshakeDigest() {}

    /** Puts the digest of {@code block} into it. */
    static void sign(byte[] block, int scheme, Signer signer) {
        int place = place(block, scheme);
        System.arraycopy(digest(block, place, signer), 0, block, place, DIGEST_BYTES);
    }

    /** The scheme by which {@code block} holds its digest, if it does by one. */
    static OptionalInt scheme(byte[] block, Signer signer) {
        for (int scheme = 0; scheme < SCHEME_STARTS.length; scheme++) {
            int place = place(block, scheme);
            if (Arrays.equals(digest(block, place, signer), digestAt(block, place))) {
                return OptionalInt.of(scheme);
            }
        }
        return OptionalInt.empty();
    }

    /** Ends {@code answer} in the digest that shows its maker has read {@code block}. */
    static void signAnswer(byte[] answer, byte[] block, int scheme, Signer signer) {
        byte[] key = hmac(signer.answerKey(), digestAt(block, place(block, scheme)));
        int place = BLOCK_BYTES - DIGEST_BYTES;
        byte[] digest = hmac(key, Arrays.copyOf(answer, place));
        System.arraycopy(digest, 0, answer, place, DIGEST_BYTES);
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
