package io.multiconnection.rtmp.client;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Refusal of connect that asks for credentials which the URL has. The client connects again with
 * them.
 */
final class AuthChallengeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String query;

    private AuthChallengeException(String query) {
        super("the server asks for authentication", null, false, false);
        this.query = query;
    }

    /** Throws if {@code refusal} asks for credentials and the URL has them. */
    static void check(RtmpUrl url, NetStatus refusal) {
        Credentials credentials = url.credentials();
        if (credentials != null) {
            String nonce = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
            String response =
                    Authentication.response(credentials, url.app(), refusal.description(), nonce);
            if (response != null) {
                throw new AuthChallengeException(response);
            }
        }
    }

    /** Returns the parameters to add to the URL's query. */
    String query() {
        return query;
    }
}
