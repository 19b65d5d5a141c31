package io.multiconnection.app.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.config.IdentityConfig.SignInConfig;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Description for the studio of how its users sign in. */
@Path("/api/sign-in")
public class SignInResource {

    /**
     * Response body.
     *
     * @param required whether clients need a token
     * @param client the studio as a client of the issuer; absent if it cannot sign users in
     */
    @JsonInclude(Include.NON_NULL)
    public record SignIn(boolean required, @Nullable PublicClient client) {}

    /**
     * Public client for the authorization code flow with PKCE.
     *
     * @param issuer URL of the issuer, under which OpenID Connect discovery finds its endpoints
     * @param token token to send to the gateway: {@code access} or {@code id}
     * @param parameters further parameters of the authorization request
     */
    public record PublicClient(
            String issuer,
            String clientId,
            List<String> scopes,
            String token,
            Map<String, String> parameters) {}

    private final SignIn signIn;

    SignInResource(GatewayConfig config) {
        Optional<String> issuer = config.identity().issuer();
        SignInConfig settings = config.identity().signIn();
        PublicClient client =
                issuer.isPresent() && settings.clientId().isPresent()
                        ? client(issuer.get(), settings.clientId().get(), settings)
                        : null;
        this.signIn = new SignIn(issuer.isPresent(), client);
    }

    private static PublicClient client(String issuer, String clientId, SignInConfig settings) {
        return new PublicClient(
                issuer,
                clientId,
                settings.scopes(),
                settings.token().name().toLowerCase(Locale.ROOT),
                settings.parameters());
    }

    @GET
    @Operation(summary = "Describes how the studio's users sign in")
    public SignIn describe() {
        return signIn;
    }
}
