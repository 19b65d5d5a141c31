package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Answers to authentication challenges. The challenges are those of public descriptions: of a Flash
 * Media Server whose user database contains {@code user2020:8wsAAA==:ICbruj1yNoAtrODdBhFTSQ==} for
 * the password 123456, and of Limelight's guide. The expected answers were computed with another
 * program.
 */
class AuthenticationTest {

    private static final Credentials CREDENTIALS = new Credentials("user2020", "123456");
    private static final String NONCE = "0000002a";

    @Test
    void sendsUserNameIfServerRequestsAuthentication() {
        assertThat(answer("[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : "))
                .isEqualTo("authmod=adobe&user=user2020");
        assertThat(answer("[ AccessManager.Reject ] : [ code=403 need auth; authmod=llnw ] : "))
                .isEqualTo("authmod=llnw&user=user2020");
    }

    @Test
    void answersAdobeChallengeWithOpaqueValue() {
        assertThat(
                        answer(
                                "[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth"
                                    + "&user=user2020&salt=8wsAAA==&challenge=OzMAAA==&opaque=OzMAAA=="))
                .isEqualTo(
                        "authmod=adobe&user=user2020&challenge=0000002a"
                                + "&response=kUik0KC++uC75ptCXuPv7w==&opaque=OzMAAA==");
    }

    @Test
    void answersAdobeChallengeWithoutOpaqueValue() {
        assertThat(
                        answer(
                                "[ authmod=adobe ] : ?reason=needauth"
                                        + "&user=user2020&salt=8wsAAA==&challenge=Q2hhbA=="))
                .isEqualTo(
                        "authmod=adobe&user=user2020&challenge=0000002a"
                                + "&response=2GS8dUjvzhUBDXHaLLsfrw==");
    }

    @Test
    void answersLimelightChallenge() {
        String challenge =
                "[ AccessManager.Reject ] : [ authmod=llnw ] : ?reason=needauth&user=user2020"
                        + "&nonce=dGhlaXJz";
        String prefix =
                "authmod=llnw&user=user2020&nonce=dGhlaXJz&cnonce=0000002a&nc=00000001&response=";
        assertThat(answer(challenge)).isEqualTo(prefix + "ba944146651e6d2a218d8b96b1d0a9b0");
        assertThat(Authentication.response(CREDENTIALS, "acme/one", challenge, NONCE))
                .isEqualTo(prefix + "e99b987a250256dbfbe389eb826ef158");
    }

    @Test
    void returnsNullForRefusal() {
        assertThat(answer("[ authmod=adobe ] : ?reason=authfailed&opaque=OzMAAA==")).isNull();
        assertThat(answer("[ authmod=adobe ] : ?reason=nosuchuser&user=user2020")).isNull();
        assertThat(answer("[ authmod=other ] : ?reason=needauth&user=user2020")).isNull();
        assertThat(answer("No such application.")).isNull();
        assertThat(answer("")).isNull();
    }

    @Test
    void answersChallengeWithoutParameters() {
        assertThat(answer("authmod=adobe ?reason=needauth&&=&x"))
                .startsWith("authmod=adobe&user=user2020&challenge=0000002a&response=");
    }

    private static String answer(String description) {
        return Authentication.response(CREDENTIALS, "acme", description, NONCE);
    }
}
