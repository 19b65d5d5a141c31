package io.multiconnection.identity;

import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.protocol.BearerToken;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Grants of tokens: verifies a token and reads its claims. Thread-safe; may block. */
public final class TokenGrants {

    private final TokenVerifier verifier;
    private final GrantRules rules;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    public TokenGrants(
            TokenVerifier verifier, GrantRules rules, InstantSource clock, LongSupplier nanoTime) {
        this.verifier = verifier;
        this.rules = rules;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the grant of a token.
     *
     * @throws TokenRefusedException if the token is not valid
     */
    public Grant of(BearerToken token) {
        return rules.grant(verifier.verify(token), clock.instant(), nanoTime.getAsLong());
    }
}
