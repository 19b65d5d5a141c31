package io.multiconnection.app.live;

import io.multiconnection.app.http.CorsResponder;
import io.multiconnection.app.http.HostPort;
import io.multiconnection.app.http.HttpRefusalException;
import io.multiconnection.app.identity.RequestTokens;
import io.multiconnection.app.limits.ClientAddress;
import io.multiconnection.app.limits.ClientAddresses;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.app.websocket.ConnectionFaults;
import io.multiconnection.flv.FlvViewer;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.Operation;
import io.multiconnection.gateway.Rights;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.identity.Tickets.Purpose;
import io.multiconnection.log.LogSubject;
import io.multiconnection.media.PlayLength;
import io.multiconnection.relay.StreamSource;
import io.multiconnection.relay.UpstreamPlay;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.Destination;
import io.netty.channel.EventLoop;
import io.quarkus.logging.Log;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Routes of live streams as FLV over HTTP or a WebSocket (PROTOCOL.md, section 14). The response
 * waits until there is media, so that each failure is an HTTP status in either case.
 */
@ApplicationScoped
public class LiveRoutes {

    private static final String PATH = "/live/(?:(?<pool>[^/]+)/)?(?<name>[^/]+)\\.flv";

    /** Limit of {@code length} in seconds, as in the request {@code play}. */
    private static final double MAX_LENGTH_SECONDS = 4_294_967;

    private final Gateway gateway;
    private final CorsResponder cors;
    private final ViewerAdmission viewers;
    private final ClientAddresses clients;
    private final RequestTokens tokens;

    LiveRoutes(
            Gateway gateway,
            CorsResponder cors,
            ViewerAdmission viewers,
            ClientAddresses clients,
            RequestTokens tokens) {
        this.gateway = gateway;
        this.cors = cors;
        this.viewers = viewers;
        this.clients = clients;
        this.tokens = tokens;
    }

    void add(@Observes Router router) {
        router.routeWithRegex(PATH)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::handle)
                .failureHandler(this::failed);
        router.routeWithRegex(PATH)
                .method(HttpMethod.OPTIONS)
                .handler(context -> cors.preflight(context.request()))
                .failureHandler(this::failed);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<HttpRefusalException> forbidden = cors.check(request);
        if (forbidden.isPresent()) {
            refuse(context, forbidden.get());
            return;
        }
        request.pause(); // until the token is verified, so that an upgrade stays possible
        tokens.grant(request, Purpose.LIVE)
                .subscribe()
                .with(
                        grant -> {
                            request.resume();
                            serve(context, grant.rights());
                        },
                        failure -> {
                            request.resume();
                            refuse(context, failure);
                        });
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        if (failure instanceof TokenRefusedException refused) {
            refuse(context, HttpRefusalException.of(refused));
        } else {
            context.fail(failure);
        }
    }

    private void serve(RoutingContext context, Rights rights) {
        HttpServerRequest request = context.request();
        if (request.response().closed()) {
            return; // the viewer has left
        }
        try {
            viewers.checkOpen();
            List<Destination> destinations = destinations(context, rights);
            long lengthMillis = lengthMillis(context.queryParam("length"));
            if (request.method().equals(HttpMethod.HEAD)) {
                asFlv(request.response()).end();
            } else {
                watch(context, destinations, lengthMillis);
            }
        } catch (HttpRefusalException refusal) {
            refuse(context, refusal);
        } catch (RuntimeException fault) {
            context.fail(fault);
        }
    }

    private List<Destination> destinations(RoutingContext context, Rights rights) {
        require(rights.allows(Operation.PLAY), Operation.PLAY.wireName());
        String pool = context.pathParam("pool");
        require(pool == null || rights.scope().allowsPool(pool), "that pool");
        List<Destination> found =
                pool == null ? named(context.queryParam("server"), rights) : pooled(pool);
        require(found.size() <= rights.servers(), found.size() + " servers");
        return found;
    }

    private static void require(boolean allowed, String what) {
        if (!allowed) {
            throw new HttpRefusalException(403, "the token does not allow " + what);
        }
    }

    private List<Destination> pooled(String name) {
        return gateway.destinations()
                .pool(name)
                .orElseThrow(
                        () -> new HttpRefusalException(404, "no pool is named \"" + name + "\""));
    }

    private List<Destination> named(List<String> servers, Rights rights) {
        int max = gateway.limits().counts().servers();
        if (servers.isEmpty() || servers.size() > max) {
            throw new HttpRefusalException(
                    400, servers.size() + " servers, expected ?server= once to " + max + " times");
        }
        return servers.stream().map(server -> named(server, rights)).toList();
    }

    private Destination named(String url, Rights rights) {
        Destination destination;
        try {
            destination = gateway.destinations().named(url);
        } catch (IllegalArgumentException e) {
            throw new HttpRefusalException(400, "server: " + e.getMessage());
        }
        if (!destination.allowed()) {
            throw new HttpRefusalException(
                    403, destination.labelled("this gateway does not allow that destination"));
        }
        RtmpUrl server = destination.server().url();
        require(rights.scope().allows(server), "the server " + server.label());
        return destination;
    }

    private void watch(RoutingContext context, List<Destination> destinations, long lengthMillis) {
        EventLoop loop = VertxInternals.eventLoop();
        String name = Objects.requireNonNull(context.pathParam("name"));
        HttpServerRequest request = context.request();
        ClientAddress client = clients.of(request);
        VertxFlvTransport transport =
                "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                        ? new VertxFlvTransport.OverWebSocket(
                                request, client, destinations, gateway.memory())
                        : new VertxFlvTransport.OverHttp(
                                request, asFlv(request.response()), destinations);
        FlvViewer viewer =
                new FlvViewer(
                        transport,
                        wantsTrack(context, "audio"),
                        wantsTrack(context, "video"),
                        gateway.limits().buffers().playBytes(),
                        gateway.metrics().plays(),
                        gateway.memory(),
                        client.key(),
                        loop);
        List<StreamSource> sources =
                destinations.stream().map(destination -> source(destination, name, loop)).toList();
        try {
            viewers.enter(viewer, client);
        } catch (HttpRefusalException refusal) {
            viewer.close();
            throw refusal;
        }
        transport.onClosed(
                () -> {
                    viewer.close();
                    viewers.leave(viewer, client);
                });
        viewer.play(sources, lengthMillis);
    }

    private StreamSource source(Destination destination, String name, EventLoop loop) {
        return (_, listener) ->
                gateway.relays()
                        .watch(
                                new UpstreamPlay(
                                        destination.server().url(),
                                        Map.of(),
                                        List.of(),
                                        destination.addresses(),
                                        name),
                                loop,
                                listener);
    }

    private static boolean wantsTrack(RoutingContext context, String track) {
        return !context.queryParam(track).contains("0");
    }

    private static long lengthMillis(List<String> values) {
        if (values.isEmpty()) {
            return PlayLength.ALL;
        }
        String text = values.getFirst();
        try {
            double seconds = Double.parseDouble(text);
            if (seconds == -1) {
                return PlayLength.ALL;
            }
            if (seconds >= 0 && seconds <= MAX_LENGTH_SECONDS) {
                return Math.round(seconds * 1000);
            }
        } catch (NumberFormatException _) {
            // refused below
        }
        throw new HttpRefusalException(
                400,
                "length=%s, expected seconds, 0 to %.0f, or -1"
                        .formatted(HostPort.shortened(text), MAX_LENGTH_SECONDS));
    }

    private static HttpServerResponse asFlv(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CONTENT_TYPE, "video/x-flv")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /**
     * Handles failures itself: Quarkus would log the query, which may hold passwords of servers.
     */
    private void failed(RoutingContext context) {
        Throwable failure = context.failure();
        int status = context.statusCode() >= 400 ? context.statusCode() : 500;
        if (failure != null && status == 500 && !ConnectionFaults.isDisconnect(failure)) {
            LogSubject subject = LogSubject.ofClient(clients.logged(context.request()));
            Log.errorv(withoutMessage(failure), "an FLV request failed", subject);
        }
        if (context.response().headWritten()) {
            context.response().reset();
        } else {
            String reason = status == 500 ? "a fault of the gateway" : "a malformed request";
            refuse(context, new HttpRefusalException(status, reason));
        }
    }

    /** Returns a copy without the message, which may quote the query. */
    private static Throwable withoutMessage(Throwable failure) {
        Throwable bare = new IllegalStateException(failure.getClass().getName());
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }

    private static void refuse(RoutingContext context, HttpRefusalException refusal) {
        refusal.send(context.response());
    }
}
