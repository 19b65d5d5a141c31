package io.multiconnection.identity;

import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.protocol.BearerToken;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/**
 * Verifier of signed JWTs (RFC 7519, RFC 8725), the only one of the gateway. Thread-safe; blocks
 * while the keys of the issuer are fetched.
 */
public final class TokenVerifier {

    private static final System.Logger LOG = System.getLogger(TokenVerifier.class.getName());

    private final JwtConsumer consumer;

    public TokenVerifier(TokenRules rules, VerificationKeyResolver keys) {
        this.consumer =
                new JwtConsumerBuilder()
                        .setVerificationKeyResolver(keys)
                        .setJwsAlgorithmConstraints(
                                ConstraintType.PERMIT, rules.algorithms().toArray(String[]::new))
                        .setExpectedIssuer(rules.issuer())
                        .setExpectedAudience(rules.audiences().toArray(String[]::new))
                        .setRequireExpirationTime()
                        .setRequireSubject()
                        .setAllowedClockSkewInSeconds(
                                Math.toIntExact(rules.clockSkew().toSeconds()))
                        .build();
    }

    /**
     * Returns the claims of a token.
     *
     * @throws TokenRefusedException if the token is not valid, or the keys cannot be fetched
     */
    JwtClaims verify(BearerToken token) {
        String text = token.text();
        if (text.length() > BearerToken.MAX_CHARS) {
            throw new TokenRefusedException(
                    "a token of %d characters, expected up to %d"
                            .formatted(text.length(), BearerToken.MAX_CHARS),
                    false);
        }
        if (text.chars().filter(it -> it == '.').count() != 2) {
            throw new TokenRefusedException("not a signed JWT", false);
        }
        try {
            return consumer.processToClaims(text);
        } catch (InvalidJwtException e) {
            throw refusal(e);
        }
    }

    private static TokenRefusedException refusal(InvalidJwtException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException unreachable) {
                LOG.log(Level.DEBUG, "the keys of the tokens cannot be read", unreachable);
                return new TokenRefusedException(
                        "the keys of the issuer cannot be fetched; try again later", true);
            }
        }
        return new TokenRefusedException(reason(fault), false);
    }

    private static String reason(InvalidJwtException fault) {
        if (fault.hasExpired()) {
            return "the token has expired";
        }
        if (fault.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return "the token is not valid yet";
        }
        if (fault.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
                || fault.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "the token has another audience";
        }
        if (fault.hasErrorCode(ErrorCodes.ISSUER_INVALID)
                || fault.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "the token has another issuer";
        }
        if (fault.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
            return "the token has no expiration time";
        }
        if (fault.hasErrorCode(ErrorCodes.SUBJECT_MISSING)) {
            return "the token has no subject";
        }
        return "the token's signature cannot be verified";
    }
}
