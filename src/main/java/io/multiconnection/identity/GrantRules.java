package io.multiconnection.identity;

import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.Operation;
import io.multiconnection.gateway.Rights;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.target.AllowList;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jspecify.annotations.Nullable;

/**
 * Rules that make a grant from the claims of a verified token. Claims that limit a client apply
 * within the limits of the gateway; a claim that is absent does not limit.
 *
 * @param names names of the claims
 * @param operations operations of each role
 * @param fallback role of a token without any known role
 * @param clockSkew time for which an expired token is still accepted
 */
public record GrantRules(
        ClaimNames names, Map<Role, Set<Operation>> operations, Role fallback, Duration clockSkew) {

    private static final int BITS = 8;

    public GrantRules {
        operations = Map.copyOf(operations);
    }

    /**
     * Returns the grant of a token.
     *
     * @param now time of {@code nowNanos}
     * @throws TokenRefusedException if a claim is malformed
     */
    Grant grant(JwtClaims claims, Instant now, long nowNanos) {
        ClaimReader reader = new ClaimReader(claims);
        Set<Role> roles = roles(reader.strings(names.roles()));
        Rights rights =
                new Rights(
                        operations(reader.strings(names.operations()), roles),
                        new Rights.Scope(
                                set(reader.strings(names.pools())),
                                set(reader.strings(names.rooms())),
                                destinations(reader.strings(names.destinations()))),
                        (int) reader.number(names.servers(), Integer.MAX_VALUE),
                        (int) reader.number(names.streams(), Integer.MAX_VALUE),
                        (int)
                                (reader.number(names.bitrate(), (long) Integer.MAX_VALUE * BITS)
                                        / BITS),
                        roles.contains(Role.OPERATOR));
        try {
            Instant end =
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue()).plus(clockSkew);
            return new Grant(
                    new Grant.Client(claims.getIssuer(), claims.getSubject()),
                    rights,
                    nowNanos + nanos(Duration.between(now, end)));
        } catch (MalformedClaimException e) {
            throw ClaimReader.malformed("iss, sub or exp", "those of RFC 7519");
        }
    }

    /** Returns the nanoseconds of a time, at most 100 years, which a sum of times can hold. */
    private static long nanos(Duration left) {
        Duration most = Duration.ofDays(36_500);
        return (left.compareTo(most) > 0 ? most : left).toNanos();
    }

    /** Returns the known roles; others are for other applications. */
    private Set<Role> roles(@Nullable List<String> named) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (named != null) {
            named.forEach(name -> Role.named(name).ifPresent(roles::add));
        }
        return roles.isEmpty() ? EnumSet.of(fallback) : roles;
    }

    /** Returns the operations that a token names, otherwise those of its roles. */
    private Set<Operation> operations(@Nullable List<String> named, Set<Role> roles) {
        Set<Operation> allowed = EnumSet.noneOf(Operation.class);
        if (named == null) {
            roles.forEach(role -> allowed.addAll(operations.getOrDefault(role, Set.of())));
        } else {
            named.forEach(name -> Operation.named(name).ifPresent(allowed::add));
        }
        return allowed;
    }

    private static @Nullable Set<String> set(@Nullable List<String> names) {
        return names == null ? null : Set.copyOf(names);
    }

    private @Nullable AllowList destinations(@Nullable List<String> patterns) {
        try {
            return patterns == null ? null : new AllowList(patterns);
        } catch (IllegalArgumentException e) {
            throw ClaimReader.malformed(names.destinations(), "patterns host[:port][/app]");
        }
    }
}
