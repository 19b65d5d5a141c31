package io.multiconnection.identity;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * Rules that a token has to satisfy.
 *
 * @param issuer expected issuer
 * @param audiences accepted audiences; a token needs one of them
 * @param algorithms accepted signature algorithms
 * @param clockSkew tolerated difference of the clocks of the issuer and the gateway, 0 to 5 min
 */
public record TokenRules(
        String issuer, List<String> audiences, List<String> algorithms, Duration clockSkew) {

    /** Algorithms with public keys; a shared secret or no signature cannot be configured. */
    private static final Set<String> KNOWN =
            new TreeSet<>(
                    Set.of(
                            AlgorithmIdentifiers.RSA_USING_SHA256,
                            AlgorithmIdentifiers.RSA_USING_SHA384,
                            AlgorithmIdentifiers.RSA_USING_SHA512,
                            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
                            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
                            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
                            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
                            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
                            AlgorithmIdentifiers.EDDSA));

    private static final Duration MAX_SKEW = Duration.ofMinutes(5);

    public TokenRules {
        audiences = List.copyOf(audiences);
        algorithms = List.copyOf(algorithms);
        if (issuer.isBlank()) {
            throw new IllegalArgumentException("issuer: empty, expected the iss of the tokens");
        }
        if (audiences.isEmpty()) {
            throw new IllegalArgumentException(
                    "audience: none, expected the aud of tokens for this gateway");
        }
        if (algorithms.isEmpty() || !KNOWN.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "algorithms: " + algorithms + ", expected some of " + KNOWN);
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
            throw new IllegalArgumentException("clock-skew: " + clockSkew + ", expected 0..5m");
        }
    }
}
