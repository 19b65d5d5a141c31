package io.multiconnection.amf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/**
 * Strings on the wire (AMF0, section 1.3.1; AMF3, section 1.3.2).
 *
 * <p>Neither direction fails: both replace malformed parts by U+FFFD, as browsers do (WHATWG
 * Encoding). Peers send malformed strings, such as metadata in Latin-1, and a wrong letter in a
 * title is better than a lost broadcast. Names that differ only in such bytes become equal. The
 * writer never sends malformed UTF-8, because a strict server would close the connection.
 */
final class Utf8 {

    private static final int REPLACEMENT = 0xFFFD;

    private Utf8() {}

    /** Reads {@code length} bytes; a malformed sequence becomes U+FFFD. */
    static String read(ByteBuf in, int length) {
        return in.readCharSequence(length, UTF_8).toString();
    }

    /** Writes a string; a lone surrogate becomes U+FFFD. */
    static byte[] encode(String text) {
        return wellFormed(text).getBytes(UTF_8);
    }

    private static String wellFormed(String text) {
        if (text.codePoints().noneMatch(Utf8::isSurrogate)) {
            return text;
        }
        int[] codePoints =
                text.codePoints().map(point -> isSurrogate(point) ? REPLACEMENT : point).toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    /** Returns whether a code point is a lone surrogate; pairs were combined before. */
    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
