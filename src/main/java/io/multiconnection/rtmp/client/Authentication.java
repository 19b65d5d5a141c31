package io.multiconnection.rtmp.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Answers servers that ask who connects. They refuse the connection, and say in the description of
 * that status which way they want it: {@code authmod=adobe} (Adobe Media Server, Wowza, Akamai) or
 * {@code authmod=llnw} (Limelight). One connects again with the user's name in the query, is
 * refused with a challenge, and connects again with the response to that. The password is never
 * sent.
 *
 * <p>Neither way is in a specification of Adobe's; both are described by the networks that use
 * them. MD5 is theirs.
 */
final class Authentication {

    /** How often a server may ask before it has refused. */
    static final int MAX_ROUNDS = 2;

    private static final String METHOD = "publish";
    private static final String REALM = "live";
    private static final String QOP = "auth";
    private static final String FIRST = "00000001";

    /** Words of Adobe Media Server, Wowza and Limelight, and of servers that only tell people. */
    private static final List<String> FAILED =
            List.of(
                    "reason=authfailed",
                    "reason=nosuchuser",
                    "reason=invalid",
                    "authentication failed",
                    "authentication failure",
                    "auth failed",
                    "authorization failed",
                    "invalid credentials",
                    "invalid user",
                    "wrong password",
                    "invalid password",
                    "bad password");

    private static final List<String> REQUIRED =
            List.of(
                    "authmod=",
                    "need auth",
                    "reason=needauth",
                    "authentication required",
                    "auth required",
                    "authorization required",
                    "requires authentication",
                    "unauthorized",
                    "unauthorised");

    private enum Way {
        ADOBE("adobe"),
        LIMELIGHT("llnw");

        private final String wireName;

        Way(String wireName) {
            this.wireName = wireName;
        }
    }

    private Authentication() {}

    /**
     * What to connect with after a refusal, as a query; null if nothing is asked that we can
     * answer.
     *
     * @param app what is connected to, without a query
     * @param description of the status that refused
     * @param nonce what we add by chance
     */
    static @Nullable String answer(
            Credentials credentials, String app, String description, String nonce) {
        Way way = way(description);
        if (way == null) {
            return null;
        }
        String user = "authmod=" + way.wireName + "&user=" + credentials.user();
        if (description.contains("code=403 need auth")) {
            return user;
        }
        Map<String, String> asked = parameters(description);
        if (!"needauth".equals(asked.get("reason"))) {
            return null;
        }
        return user
                + switch (way) {
                    case ADOBE -> adobe(credentials, asked, nonce);
                    case LIMELIGHT -> limelight(credentials, app, asked, nonce);
                };
    }

    /**
     * Returns why a connection was refused that has to do with who connects, to end a sentence
     * with; empty if the refusal has another reason.
     */
    static String words(String description) {
        String said = description.toLowerCase(Locale.ROOT);
        if (FAILED.stream().anyMatch(said::contains)) {
            return ": wrong user or password";
        }
        if (said.contains("authmod=") && way(said) == null) {
            return ": this server asks for a user and password in a way that this gateway does not"
                    + " know";
        }
        return REQUIRED.stream().anyMatch(said::contains)
                ? ": this server asks for a user and password: rtmp://user:password@…"
                : "";
    }

    private static @Nullable Way way(String description) {
        for (Way way : Way.values()) {
            if (description.contains("authmod=" + way.wireName)) {
                return way;
            }
        }
        return null;
    }

    /** What follows the question mark. Values are Base64 or hex, and not escaped. */
    private static Map<String, String> parameters(String description) {
        Map<String, String> parameters = new HashMap<>();
        int query = description.indexOf('?');
        StringTokenizer pairs =
                new StringTokenizer(query < 0 ? "" : description.substring(query + 1).strip(), "&");
        while (pairs.hasMoreTokens()) {
            String pair = pairs.nextToken();
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return parameters;
    }

    private static String adobe(Credentials credentials, Map<String, String> asked, String nonce) {
        String opaque = asked.getOrDefault("opaque", "");
        String salt = asked.getOrDefault("salt", "");
        String theirs = opaque.isEmpty() ? asked.getOrDefault("challenge", "") : opaque;
        String secret = base64(md5(credentials.user() + salt + credentials.password()));
        return "&challenge="
                + nonce
                + "&response="
                + base64(md5(secret + theirs + nonce))
                + (opaque.isEmpty() ? "" : "&opaque=" + opaque);
    }

    /** HTTP's digest (RFC 2617, section 3.2.2), of a method and an instance of its own. */
    private static String limelight(
            Credentials credentials, String app, Map<String, String> asked, String nonce) {
        String theirs = asked.getOrDefault("nonce", "");
        String path = app.contains("/") ? app : app + "/_definst_";
        String who = hex(md5(credentials.user() + ":" + REALM + ":" + credentials.password()));
        String what = hex(md5(METHOD + ":/" + path));
        String response = hex(md5(String.join(":", who, theirs, FIRST, nonce, QOP, what)));
        return "&nonce=" + theirs + "&cnonce=" + nonce + "&nc=" + FIRST + "&response=" + response;
    }

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
