package io.multiconnection.identity;

import io.multiconnection.gateway.TokenRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;

/** Reader of the claims of one token. A claim of another type than expected refuses the token. */
final class ClaimReader {

    /** Limit of the entries of a claim, and of their characters. */
    private static final int MAX_ENTRIES = 256;

    private final JwtClaims claims;

    ClaimReader(JwtClaims claims) {
        this.claims = claims;
    }

    /** Returns a claim by its name, or by the path to it; null if there is none. */
    private @Nullable Object find(String name) {
        Object whole = claims.getClaimValue(name);
        if (whole != null) {
            return whole;
        }
        Object inner = claims.getClaimsMap();
        StringTokenizer steps = new StringTokenizer(name, "/");
        while (steps.hasMoreTokens()) {
            String step = steps.nextToken();
            inner = inner instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return inner;
    }

    /**
     * Returns the strings of a claim: an array, or one string with spaces between the entries; null
     * if there is none.
     */
    @Nullable List<String> strings(String name) {
        Object found = find(name);
        if (found == null) {
            return null;
        }
        List<String> strings = new ArrayList<>();
        if (found instanceof String text) {
            StringTokenizer words = new StringTokenizer(text, " ");
            while (words.hasMoreTokens()) {
                strings.add(words.nextToken());
            }
        } else if (found instanceof List<?> list) {
            for (Object each : list) {
                if (!(each instanceof String text)) {
                    throw malformed(name, "an array of strings");
                }
                strings.add(text);
            }
        } else {
            throw malformed(name, "an array of strings");
        }
        if (strings.size() > MAX_ENTRIES || strings.stream().anyMatch(ClaimReader::isLong)) {
            throw malformed(name, "up to 256 strings of up to 256 characters");
        }
        return strings;
    }

    private static boolean isLong(String text) {
        return text.length() > MAX_ENTRIES;
    }

    /**
     * Returns a claim that is a whole number from 0, capped at {@code max}; {@code max} if none.
     */
    long number(String name, long max) {
        Object found = find(name);
        if (found == null) {
            return max;
        }
        if (!(found instanceof Long || found instanceof Integer)
                || ((Number) found).longValue() < 0) {
            throw malformed(name, "a whole number from 0");
        }
        return Math.min(max, ((Number) found).longValue());
    }

    static TokenRefusedException malformed(String name, String expected) {
        return new TokenRefusedException(
                "a malformed claim " + name + " in the token, expected " + expected, false);
    }
}
