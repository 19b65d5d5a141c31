package io.multiconnection.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.Operation;
import io.multiconnection.gateway.Rights;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.rtmp.client.RtmpUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Grants made from claims. */
class GrantRulesTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Set<Operation> ALL = Set.of(Operation.values());

    private static final ClaimNames NAMES =
            new ClaimNames(
                    "realm_access/roles",
                    "operations",
                    "pools",
                    "rooms",
                    "https://tv.example/destinations",
                    "servers",
                    "streams",
                    "bitrate");

    private static Grant grant(Map<String, Object> claims) {
        GrantRules rules =
                new GrantRules(
                        NAMES,
                        Map.of(
                                Role.VIEWER, Set.of(Operation.PLAY),
                                Role.PUBLISHER, ALL,
                                Role.OPERATOR, Set.of(Operation.CALL)),
                        Role.VIEWER,
                        Duration.ofSeconds(30));
        JwtClaims all = new JwtClaims();
        all.setIssuer("https://a.example");
        all.setSubject("anna");
        all.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 60));
        claims.forEach(all::setClaim);
        return rules.grant(all, NOW, 1000);
    }

    private static Rights rights(Map<String, Object> claims) {
        return grant(claims).rights();
    }

    private static Map<String, Object> roles(Object roles) {
        return Map.of("realm_access", Map.of("roles", roles));
    }

    @Test
    void endsAfterExpiryAndClockSkew() {
        assertThat(grant(Map.of()).expiresNanos())
                .isEqualTo(1000 + Duration.ofSeconds(90).toNanos());
        assertThat(grant(Map.of("exp", 9_999_999_999_999L)).expiresNanos())
                .isEqualTo(1000 + Duration.ofDays(36_500).toNanos());
    }

    @Test
    void isOfIssuerAndSubject() {
        assertThat(grant(Map.of()).client())
                .isEqualTo(new Grant.Client("https://a.example", "anna"));
        assertThat(grant(Map.of()).isSameClient(grant(Map.of("iss", "https://b.example"))))
                .isFalse();
        assertThat(grant(Map.of()).isSameClient(Grant.UNRESTRICTED)).isFalse();
        assertThat(String.valueOf(grant(Map.of()))).doesNotContain("anna");
    }

    @ParameterizedTest
    @MethodSource("roles")
    void allowsOperationsOfRoles(
            Map<String, Object> claims, Set<Operation> operations, boolean isOperator) {
        assertThat(rights(claims).operations()).isEqualTo(operations);
        assertThat(rights(claims).isOperator()).isEqualTo(isOperator);
    }

    static Stream<Arguments> roles() {
        Set<Operation> play = Set.of(Operation.PLAY);
        return Stream.of(
                Arguments.of(Map.of(), play, false),
                Arguments.of(Map.of("roles", List.of("publisher")), play, false), // another claim
                Arguments.of(roles(List.of()), play, false),
                Arguments.of(roles(List.of("offline_access", "Publisher")), play, false),
                Arguments.of(roles(List.of("viewer")), play, false),
                Arguments.of(roles(List.of("publisher", "offline_access")), ALL, false),
                Arguments.of(roles("viewer publisher"), ALL, false),
                Arguments.of(roles(List.of("operator")), Set.of(Operation.CALL), true),
                Arguments.of(
                        roles(List.of("operator", "viewer")),
                        Set.of(Operation.CALL, Operation.PLAY),
                        true),
                Arguments.of(Map.of("operations", List.of()), Set.of(), false),
                Arguments.of(
                        Map.of("operations", "publish sharedObjects unknown"),
                        Set.of(Operation.PUBLISH, Operation.SHARED_OBJECTS),
                        false));
    }

    @Test
    void absentClaimsDoNotLimit() {
        Rights rights = rights(Map.of());
        assertThat(rights.scope()).isEqualTo(Rights.Scope.ALL);
        assertThat(List.of(rights.servers(), rights.streams(), rights.bytesPerSecond()))
                .isEqualTo(List.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void limitsByClaims() {
        Rights rights =
                rights(
                        Map.of(
                                "pools",
                                List.of("main"),
                                "rooms",
                                "lobby group:talk",
                                "https://tv.example/destinations",
                                List.of("a.example/live"),
                                "servers",
                                2L,
                                "streams",
                                0L,
                                "bitrate",
                                4_000_000L));
        assertThat(rights.scope().allowsPool("main")).isTrue();
        assertThat(rights.scope().allowsPool("other")).isFalse();
        assertThat(rights.scope().allowsRoom("lobby")).isTrue();
        assertThat(rights.scope().allowsRoom("group:talk")).isFalse();
        assertThat(rights.scope().allowsGroup("talk")).isTrue();
        assertThat(rights.scope().allows(RtmpUrl.parse("rtmp://a.example/live"))).isTrue();
        assertThat(rights.scope().allows(RtmpUrl.parse("rtmp://a.example/other"))).isFalse();
        assertThat(List.of(rights.servers(), rights.streams(), rights.bytesPerSecond()))
                .isEqualTo(List.of(2, 0, 500_000));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesMalformedClaims(String name, Object value) {
        assertThatThrownBy(() -> grant(Map.of(name, value)))
                .isInstanceOf(TokenRefusedException.class)
                .hasMessageContaining("claim");
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("pools", 5L),
                Arguments.of("pools", Map.of()),
                Arguments.of("pools", List.of("a", 1L)),
                Arguments.of("pools", Collections.nCopies(257, "a")),
                Arguments.of("pools", "a".repeat(257)),
                Arguments.of("operations", true),
                Arguments.of("servers", "2"),
                Arguments.of("servers", -1L),
                Arguments.of("servers", 1.5),
                Arguments.of("bitrate", List.of()),
                Arguments.of("https://tv.example/destinations", List.of(":1935")),
                Arguments.of("exp", "soon"));
    }
}
