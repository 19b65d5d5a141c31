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
 * Authentication by the query of connect. The server refuses a connection and names its scheme in
 * the status's description: {@code authmod=adobe} (Adobe Media Server, Wowza, Akamai) or {@code
 * authmod=llnw} (Limelight). The client connects again with the user's name in the query, is
 * refused with a challenge, and connects a third time with the response to the challenge. The
 * password is never sent.
 *
 * <p>Neither scheme is in a specification of Adobe's; both are described by the networks that use
 * them. MD5 is part of the schemes.
 */
final class Authentication {

    /** Challenges after which another one counts as a refusal. */
    static final int MAX_ROUNDS = 2;

    private static final String METHOD = "publish";
    private static final String REALM = "live";
    private static final String QOP = "auth";
    private static final String FIRST = "00000001";

    /**
     * Phrases of Adobe Media Server, Wowza and Limelight, and of servers with descriptions for
     * people only.
     */
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

    private enum Scheme {
        ADOBE("adobe"),
        LIMELIGHT("llnw");

        private final String wireName;

        Scheme(String wireName) {
            this.wireName = wireName;
        }
    }

    private Authentication() {}

    /**
     * Returns the query parameters to connect with after a refusal, or null if the refusal asks for
     * nothing that the client can answer.
     *
     * @param app application of the URL, without a query
     * @param description of the status of the refusal
     * @param nonce random value of the client
     */
    static @Nullable String response(
            Credentials credentials, String app, String description, String nonce) {
        Scheme scheme = scheme(description);
        if (scheme == null) {
            return null;
        }
        String user = "authmod=" + scheme.wireName + "&user=" + credentials.user();
        if (description.contains("code=403 need auth")) {
            return user;
        }
        Map<String, String> asked = parameters(description);
        if (!"needauth".equals(asked.get("reason"))) {
            return null;
        }
        return user
                + switch (scheme) {
                    case ADOBE -> adobe(credentials, asked, nonce);
                    case LIMELIGHT -> limelight(credentials, app, asked, nonce);
                };
    }

    /**
     * Returns the end of an error text if a refusal has to do with authentication; empty if it has
     * another reason.
     */
    static String words(String description) {
        String said = description.toLowerCase(Locale.ROOT);
        if (FAILED.stream().anyMatch(said::contains)) {
            return ": wrong user or password";
        }
        if (said.contains("authmod=") && scheme(said) == null) {
            return ": this server asks for a user and password in a way that this gateway does not"
                    + " know";
        }
        return REQUIRED.stream().anyMatch(said::contains)
                ? ": this server asks for a user and password: rtmp://user:password@…"
                : "";
    }

    private static @Nullable Scheme scheme(String description) {
        for (Scheme scheme : Scheme.values()) {
            if (description.contains("authmod=" + scheme.wireName)) {
                return scheme;
            }
        }
        return null;
    }

    /** Returns the parameters after the question mark. Values are Base64 or hex and not escaped. */
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

    /**
     * Computes HTTP's digest (RFC 2617, section 3.2.2) with the scheme's own method and instance.
     */
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
