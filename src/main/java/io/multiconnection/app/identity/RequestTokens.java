package io.multiconnection.app.identity;

import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.identity.Tickets.Purpose;
import io.multiconnection.protocol.BearerToken;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/**
 * Token or ticket of a request: the header {@code Authorization}, a sub-protocol that starts with
 * {@code bearer.}, which pages can send, or the query parameter {@code ticket}.
 */
@Singleton
public class RequestTokens {

    private static final String SCHEME = "bearer ";
    private static final String SUBPROTOCOL = "bearer.";
    private static final String TICKET = "ticket";

    private final ClientTokens tokens;

    RequestTokens(ClientTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Returns the grant of a request; fails with {@link TokenRefusedException}. A ticket is used
     * up, except by HEAD.
     */
    public Uni<Grant> grant(HttpServerRequest request, Purpose purpose) {
        if (!tokens.isRequired()) {
            return Uni.createFrom().item(Grant.UNRESTRICTED);
        }
        List<Uni<Grant>> found = new ArrayList<>();
        for (String header : request.headers().getAll(HttpHeaders.AUTHORIZATION)) {
            found.add(tokens.authenticate(bearer(header)));
        }
        bySubprotocol(request).forEach(token -> found.add(tokens.authenticate(token)));
        request.params()
                .getAll(TICKET)
                .forEach(ticket -> found.add(redeem(request, ticket, purpose)));
        return switch (found.size()) {
            case 0 -> refused("no token, expected Authorization: Bearer, bearer.… or ?ticket=");
            case 1 -> found.getFirst();
            default -> refused("several tokens, expected one");
        };
    }

    /** Returns the token of an {@code Authorization} header; another scheme yields no valid one. */
    public static BearerToken bearer(String header) {
        return new BearerToken(
                header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                        ? header.substring(SCHEME.length()).strip()
                        : "");
    }

    /** Returns the tokens in the sub-protocols of a handshake. */
    static List<BearerToken> bySubprotocol(HttpServerRequest request) {
        List<BearerToken> found = new ArrayList<>();
        for (String header : request.headers().getAll("Sec-WebSocket-Protocol")) {
            StringTokenizer names = new StringTokenizer(header, ", ");
            while (names.hasMoreTokens()) {
                String name = names.nextToken();
                if (name.startsWith(SUBPROTOCOL)) {
                    found.add(new BearerToken(name.substring(SUBPROTOCOL.length())));
                }
            }
        }
        return found;
    }

    private Uni<Grant> redeem(HttpServerRequest request, String ticket, Purpose purpose) {
        return Uni.createFrom()
                .item(
                        () ->
                                request.method().equals(HttpMethod.HEAD)
                                        ? tokens.tickets().check(ticket, purpose)
                                        : tokens.tickets().redeem(ticket, purpose))
                .onItem()
                .ifNull()
                .failWith(
                        () ->
                                new TokenRefusedException(
                                        "a ticket that is unknown, used, expired or of another"
                                                + " purpose",
                                        false));
    }

    private static Uni<Grant> refused(String reason) {
        return Uni.createFrom().failure(new TokenRefusedException(reason, false));
    }
}
