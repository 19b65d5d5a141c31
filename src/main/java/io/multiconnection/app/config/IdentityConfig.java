package io.multiconnection.app.config;

import io.multiconnection.identity.Role;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configuration of the clients' tokens, a part of {@link GatewayConfig}. */
public interface IdentityConfig {

    /**
     * Issuer of the tokens ({@code iss}) that clients need (PROTOCOL.md, section 21); without it,
     * clients need none.
     */
    Optional<String> issuer();

    /** Audiences of which a token needs one ({@code aud}). Required with an issuer. */
    Optional<List<String>> audience();

    /**
     * Public keys of the issuer: URL of a JWKS, https or http to this machine, or file with a JWKS
     * or PEM (public keys, certificates). Default: those that OpenID Connect discovery finds.
     */
    Optional<String> keys();

    /**
     * Time after which the keys are read again; tokens of keys that are gone are then refused. An
     * unknown key is looked for at most every 10 s. While the keys cannot be read, the last ones
     * stay valid. Range: 1 s or more.
     */
    @WithDefault("5m")
    Duration keysRefresh();

    /** Accepted signature algorithms. Range: RS, PS or ES with 256, 384 or 512, and EdDSA. */
    @WithDefault("RS256,ES256")
    List<String> algorithms();

    /** Tolerated difference of the clocks of the issuer and the gateway. Range: 0 to 5 min. */
    @WithDefault("30s")
    Duration clockSkew();

    /** Time from the warning of a client to the end of its token. Range: 0 or more. */
    @WithDefault("60s")
    Duration warning();

    /** Role of a token without any of the roles. */
    @WithDefault("viewer")
    Role defaultRole();

    /** Time for which a ticket is valid. Range: 1 s to 5 min. */
    @WithDefault("30s")
    Duration ticketTime();

    /** Open tickets; one client may have a hundredth of them, at least 10. Range: 1 or more. */
    @WithDefault("10000")
    int tickets();

    /** Names of the claims that limit a client. */
    ClaimsConfig claims();

    /** Operations of the roles. */
    RolesConfig roles();

    /** Sign-in of the studio's users at the issuer. */
    SignInConfig signIn();

    /** Names of claims, or paths to claims with {@code /} between the names. */
    interface ClaimsConfig {

        /**
         * Claim with the roles of a client, such as {@code realm_access/roles} for the realm roles
         * of Keycloak.
         */
        @WithDefault("roles")
        String roles();

        /** Claim with the operations of a client, instead of those of its roles. */
        @WithDefault("operations")
        String operations();

        /** Claim with the names of the pools that a client may use. */
        @WithDefault("pools")
        String pools();

        /** Claim with the rooms, and groups of rooms, that a client may enter. */
        @WithDefault("rooms")
        String rooms();

        /** Claim with the patterns of servers that a client may name. */
        @WithDefault("destinations")
        String destinations();

        /** Claim with the number of servers of a session. */
        @WithDefault("servers")
        String servers();

        /** Claim with the number of open streams of a session. */
        @WithDefault("streams")
        String streams();

        /** Claim with the bits per second that a session may send. */
        @WithDefault("bitrate")
        String bitrate();
    }

    /** Operations of each role: publish, play, call, sharedObjects. */
    interface RolesConfig {

        /** Operations of the role viewer. */
        @WithDefault("play")
        List<String> viewer();

        /** Operations of the role publisher. */
        @WithDefault("publish,play,call,sharedObjects")
        List<String> publisher();

        /** Operations of the role operator, which may use the operators' API in any case. */
        @WithDefault("publish,play,call,sharedObjects")
        List<String> operator();
    }

    /**
     * Sign-in of the studio's users at the issuer: authorization code flow with PKCE (RFC 7636) of
     * a public client.
     */
    interface SignInConfig {

        /**
         * Id of the studio at the issuer: a public client, whose redirect URI is {@code
         * /sign-in.html} of the gateway. Without it, the studio takes a token from the fragment of
         * its URL only.
         */
        Optional<String> clientId();

        /** Scopes to request; {@code offline_access} where an issuer needs it to renew tokens. */
        @WithDefault("openid")
        List<String> scopes();

        /**
         * Further parameters of the authorization request, such as {@code resource} (RFC 8707) or
         * {@code audience}, which some issuers need to issue a signed access token. No secrets: the
         * studio's pages show them.
         */
        Map<String, String> parameters();

        /**
         * Token that the studio sends to the gateway: {@code access}, or {@code id} for issuers
         * whose access tokens are not signed JWTs.
         */
        @WithDefault("access")
        TokenKind token();
    }

    /** Token of an issuer's response. */
    enum TokenKind {
        ACCESS,
        ID
    }
}
