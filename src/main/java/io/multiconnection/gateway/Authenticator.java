package io.multiconnection.gateway;

import io.multiconnection.protocol.BearerToken;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Verifies the tokens of clients. Thread-safe. */
public interface Authenticator {

    /** Authenticator of a gateway that requires no tokens. */
    Authenticator NONE =
            new Authenticator() {
                @Override
                public boolean isRequired() {
                    return false;
                }

                @Override
                public Duration warning() {
                    return Duration.ZERO;
                }

                @Override
                public Uni<Grant> authenticate(BearerToken token) {
                    return Uni.createFrom()
                            .failure(new TokenRefusedException("no tokens are accepted", false));
                }
            };

    /** Returns whether clients need a token. */
    boolean isRequired();

    /** Returns the time from the warning of a client to the end of its token. */
    Duration warning();

    /**
     * Returns the grant of a token; fails with {@link TokenRefusedException} if the token is not
     * valid. May complete on any thread.
     */
    Uni<Grant> authenticate(BearerToken token);
}
