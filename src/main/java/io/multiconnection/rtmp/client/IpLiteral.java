package io.multiconnection.rtmp.client;

/**
 * Strict checks of IP addresses in text: no octal numbers, no shortened IPv4 (RFC 3986, section
 * 3.2.2).
 */
final class IpLiteral {

    private static final int GROUPS = 8;
    private static final int MAX_ZONE = 32;

    private IpLiteral() {}

    /** Returns whether {@code text} is four numbers 0..255 without leading zeros. */
    static boolean isIpv4(String text) {
        int numbers = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                if (!isOctet(text, start, i)) {
                    return false;
                }
                numbers++;
                start = i + 1;
            }
        }
        return numbers == 4;
    }

    private static boolean isOctet(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
            return false;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            value = value * 10 + c - '0';
        }
        return value <= 255;
    }

    /**
     * Returns whether {@code text} is an IPv6 address, optionally with a zone: {@code fe80::1%lo}.
     */
    static boolean isIpv6(String text) {
        int percent = text.indexOf('%');
        if (percent >= 0) {
            return isZone(text, percent + 1) && isIpv6(text.substring(0, percent));
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == GROUPS;
        }
        int left = groups(text.substring(0, gap), false);
        int right = groups(text.substring(gap + 2), true);
        return left >= 0 && right >= 0 && left + right < GROUPS;
    }

    private static boolean isZone(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && "-._~".indexOf(c) < 0) {
                return false;
            }
        }
        return text.length() > start && text.length() - start <= MAX_ZONE;
    }

    /** Returns the number of 16-bit groups, or -1 if one is malformed. */
    private static int groups(String text, boolean isEnd) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ':') {
                if (isGroup(text, start, i)) {
                    count++;
                } else if (isEnd && i == text.length() && isIpv4(text.substring(start))) {
                    count += 2;
                } else {
                    return -1;
                }
                start = i + 1;
            }
        }
        return count;
    }

    private static boolean isGroup(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return end > start && end - start <= 4;
    }
}
