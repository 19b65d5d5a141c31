package io.multiconnection.rtmp.client;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The server asks who connects: the way on is another connection. */
final class AuthChallengeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String query;

    private AuthChallengeException(String query) {
        super("the server asks who connects", null, false, false);
        this.query = query;
    }

    /** Who is asked who it is, and can answer, is not refused yet: throws what it can answer. */
    static void check(RtmpUrl url, NetStatus refusal) {
        Credentials credentials = url.credentials();
        if (credentials != null) {
            String nonce = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
            String answer =
                    Authentication.answer(credentials, url.app(), refusal.description(), nonce);
            if (answer != null) {
                throw new AuthChallengeException(answer);
            }
        }
    }

    /** What to connect with, beside the URL's own query. */
    String query() {
        return query;
    }
}
