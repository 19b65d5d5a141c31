package io.multiconnection.rtmp.client;

import static java.text.Normalizer.Form.NFKC;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Host of an RTMP URL: a name or an IPv4 address.
 *
 * <p>Names may contain {@code _}, as resolvers accept it. Names in other scripts are converted to
 * ASCII: compatibility characters and case are folded, and labels that are not ASCII are encoded as
 * Punycode (RFC 5891, without its tables of characters). {@code java.net.IDN} is not used because
 * it implements IDNA 2003, which maps {@code ß} to {@code ss} and so to another domain.
 *
 * <p>Folding comes before the check of characters, so no character can fold into a delimiter.
 */
public final class HostName {

    /** Longest host name, in characters (RFC 1035, section 2.3.4, as text). */
    public static final int MAX_LENGTH = 253;

    private static final int MAX_LABEL = 63;

    private HostName() {}

    /**
     * Returns the canonical ASCII form of a host: lower case, without a trailing dot.
     *
     * @throws IllegalArgumentException if it is neither a name nor an IPv4 address; the message may
     *     be shown to a client
     */
    static String ascii(String host) {
        requireLength(host);
        requireNoWhiteSpace(host);
        String name = withoutRoot(folded(host));
        StringBuilder ascii = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                ascii.append(start == 0 ? "" : ".").append(label(name.substring(start, i), host));
                start = i + 1;
            }
        }
        String result = ascii.toString();
        requireLength(result);
        if (endsInNumber(result) && !IpLiteral.isIpv4(result)) {
            throw new IllegalArgumentException(
                    "a host that ends in a number, "
                            + QuotedInput.text(host)
                            + ", expected an IPv4 address of four numbers 0..255");
        }
        return result;
    }

    /** Returns a pattern of hosts in which labels without {@code *} are converted to ASCII. */
    public static String asciiPattern(String pattern) {
        String folded = withoutRoot(folded(pattern));
        StringBuilder ascii = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= folded.length(); i++) {
            if (i == folded.length() || folded.charAt(i) == '.') {
                String label = folded.substring(start, i);
                boolean encodes = !isAscii(label) && label.length() <= MAX_LABEL;
                if (encodes && label.indexOf('*') >= 0) {
                    throw new IllegalArgumentException(
                            "a label with \"*\" and characters that are not ASCII, expected"
                                    + " either");
                }
                ascii.append(start == 0 ? "" : ".")
                        .append(encodes ? "xn--" + Punycode.encode(label) : label);
                start = i + 1;
            }
        }
        return ascii.toString();
    }

    /** Folds compatibility characters, case, and the full stops of other scripts. */
    private static String folded(String host) {
        if (isAscii(host)) {
            return host.toLowerCase(Locale.ROOT);
        }
        StringBuilder lower = new StringBuilder();
        Normalizer.normalize(host, NFKC)
                .codePoints()
                .forEach(point -> lower.append(Character.toString(point).toLowerCase(Locale.ROOT)));
        return Normalizer.normalize(lower, NFKC).replace('\u3002', '.');
    }

    /** Removes a trailing dot, which denotes the DNS root. */
    private static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static String label(String label, String host) {
        if (label.isEmpty()) {
            throw new IllegalArgumentException(
                    "a host with an empty label, " + QuotedInput.text(host));
        }
        label.codePoints().forEach(HostName::requireAllowed);
        // Punycode has at least as many characters, so a label that is too long stays too long.
        String ascii =
                isAscii(label) || label.length() > MAX_LABEL
                        ? label
                        : "xn--" + Punycode.encode(label);
        if (ascii.length() > MAX_LABEL) {
            throw new IllegalArgumentException(
                    "a label of %d characters in the host %s, expected up to %d"
                            .formatted(ascii.length(), QuotedInput.text(host), MAX_LABEL));
        }
        return ascii;
    }

    private static void requireAllowed(int point) {
        boolean allowed =
                point < 0x80
                        ? (point >= 'a' && point <= 'z')
                                || (point >= '0' && point <= '9')
                                || point == '-'
                                || point == '_'
                        : isLetterMarkOrNumber(point);
        if (!allowed) {
            throw new IllegalArgumentException(
                    "a host with the character "
                            + QuotedInput.character(point)
                            + ", expected letters, digits, \"-\", \"_\" and \".\"");
        }
    }

    private static boolean isLetterMarkOrNumber(int point) {
        return switch (Character.getType(point)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER ->
                    true;
            default -> false;
        };
    }

    /**
     * Returns whether the last label is a number. Resolvers disagree on such names: some read
     * {@code 127.1} or {@code 0x7f000001} as IPv4.
     */
    private static boolean endsInNumber(String ascii) {
        String last = ascii.substring(ascii.lastIndexOf('.') + 1);
        boolean isHex = last.startsWith("0x");
        for (int i = isHex ? 2 : 0; i < last.length(); i++) {
            if (Character.digit(last.charAt(i), isHex ? 16 : 10) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void requireLength(String host) {
        if (host.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a host of %d characters, %s, expected up to %d"
                            .formatted(host.length(), QuotedInput.text(host), MAX_LENGTH));
        }
    }

    private static void requireNoWhiteSpace(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (WhiteSpace.is(host.charAt(i))) {
                throw new IllegalArgumentException(
                        "a host with white space, " + QuotedInput.text(host) + ", expected none");
            }
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
