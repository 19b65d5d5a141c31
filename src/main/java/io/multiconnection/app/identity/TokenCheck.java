package io.multiconnection.app.identity;

import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.identity.Tickets.Purpose;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * Refuses WebSockets without a valid token by HTTP 401. A page cannot see that status: a token that
 * a page sent as a sub-protocol is refused by a close code instead.
 */
@Singleton
@Priority(TokenCheck.LAST)
public class TokenCheck implements HttpUpgradeCheck {

    /** Priority after the other checks, which cost less. */
    static final int LAST = -1000;

    /** Key of the grant in the user data of a WebSocket connection. */
    public static final TypedKey<Grant> GRANT = new TypedKey<>("grant");

    /** Key of the refusal in the user data of a WebSocket connection that has to be closed. */
    public static final TypedKey<TokenRefusedException> REFUSAL = new TypedKey<>("refusal");

    /** Header of HTTP 401 (RFC 6750, section 3). */
    public static final String CHALLENGE = "Bearer error=\"invalid_token\"";

    private final RequestTokens tokens;

    TokenCheck(RequestTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        boolean isOfPage = !RequestTokens.bySubprotocol(context.httpRequest()).isEmpty();
        return tokens.grant(context.httpRequest(), Purpose.SESSION)
                .chain(
                        grant -> {
                            context.userData().put(GRANT, grant);
                            return CheckResult.permitUpgrade();
                        })
                .onFailure(TokenRefusedException.class)
                .recoverWithUni(
                        refused -> {
                            if (isOfPage) {
                                context.userData().put(REFUSAL, refused);
                                return CheckResult.permitUpgrade();
                            }
                            return reject(refused);
                        });
    }

    private static Uni<CheckResult> reject(TokenRefusedException refused) {
        return refused.isTemporary()
                ? CheckResult.rejectUpgrade(503, Map.of("Retry-After", List.of("5")))
                : CheckResult.rejectUpgrade(401, Map.of("WWW-Authenticate", List.of(CHALLENGE)));
    }
}
