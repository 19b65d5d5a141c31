package io.multiconnection.app.peers;

import io.multiconnection.gateway.Session;
import io.multiconnection.gateway.SessionRegistry;
import io.multiconnection.protocol.ResumeToken;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;

/**
 * Route of the management interface by which another gateway ends the session of a client that has
 * reached it. The body is the session's resume token, which is all the authorization that it needs:
 * with it, a client can end the session as well.
 */
@ApplicationScoped
public class PeerRoutes {

    /** Path of the route. */
    static final String RELEASE = "/sessions/release";

    private final SessionRegistry<Session> sessions;

    PeerRoutes(SessionRegistry<Session> sessions) {
        this.sessions = sessions;
    }

    void register(@Observes ManagementInterface management) {
        management
                .router()
                .post(RELEASE)
                .handler(BodyHandler.create(false).setBodyLimit(PeerGateways.MAX_TOKEN))
                .handler(this::release);
    }

    /** Responds with 204 when the session's connections are closed, or 404 if there is none. */
    private void release(RoutingContext request) {
        String token = Objects.requireNonNullElse(request.body().asString(), "");
        Session session = sessions.find(new ResumeToken(token));
        if (session == null) {
            request.response().setStatusCode(404).end();
        } else {
            session.release()
                    .thenRun(
                            () ->
                                    request.vertx()
                                            .runOnContext(
                                                    _ ->
                                                            request.response()
                                                                    .setStatusCode(204)
                                                                    .end()));
        }
    }
}
