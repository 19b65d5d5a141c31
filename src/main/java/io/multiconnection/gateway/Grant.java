package io.multiconnection.gateway;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Grant of a verified token: the client and its rights.
 *
 * @param client null if the gateway requires no tokens
 * @param rights rights of the client
 * @param expiresNanos time from which the token is refused, on the scale of {@link
 *     System#nanoTime}; null if the gateway requires no tokens
 */
public record Grant(@Nullable Client client, Rights rights, @Nullable Long expiresNanos) {

    /** Grant of every client of a gateway that requires no tokens. */
    public static final Grant UNRESTRICTED = new Grant(null, Rights.ALL, null);

    /**
     * Client that has a token.
     *
     * @param issuer issuer of the token
     * @param subject name of the client, unique for the issuer
     */
    public record Client(String issuer, String subject) {

        /** Returns a text without the subject, which may be personal data. */
        @Override
        public String toString() {
            return "(a client)";
        }
    }

    /** Returns whether both grants are of the same client, or both of none. */
    public boolean isSameClient(Grant other) {
        return Objects.equals(client, other.client);
    }
}
