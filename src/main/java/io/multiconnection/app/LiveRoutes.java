package io.multiconnection.app;

import io.multiconnection.gateway.Gateway;
import io.multiconnection.media.PlayLength;
import io.multiconnection.relay.FailoverPlayer;
import io.multiconnection.relay.PlayOptions;
import io.multiconnection.relay.StreamSource;
import io.multiconnection.relay.UpstreamPlay;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Live streams for players that read FLV over HTTP or a WebSocket (PROTOCOL.md, section 14). A
 * request waits until there is media, so that what is wrong is an HTTP status on either way.
 */
@ApplicationScoped
public class LiveRoutes {

    private static final String PATH = "/live/(?:(?<pool>[^/]+)/)?(?<name>[^/]+)\\.flv";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** As in the protocol's play. */
    private static final double MAX_LENGTH_SECONDS = 4_294_967;

    private final Gateway gateway;
    private final CrossOrigin crossOrigin;
    private final Viewers viewers;
    private final ClientAddresses clients;

    LiveRoutes(Gateway gateway, CrossOrigin crossOrigin, Viewers viewers, ClientAddresses clients) {
        this.gateway = gateway;
        this.crossOrigin = crossOrigin;
        this.viewers = viewers;
        this.clients = clients;
    }

    void add(@Observes Router router) {
        router.routeWithRegex(PATH)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::handle)
                .failureHandler(LiveRoutes::failed);
        router.routeWithRegex(PATH)
                .method(HttpMethod.OPTIONS)
                .handler(context -> crossOrigin.preflight(context.request()))
                .failureHandler(LiveRoutes::failed);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<HttpRefusalException> forbidden = crossOrigin.check(request);
        if (forbidden.isPresent()) {
            refuse(context, forbidden.get());
            return;
        }
        try {
            viewers.checkOpen();
            List<Destination> destinations = destinations(context);
            long lengthMillis = lengthMillis(context.queryParam("length"));
            if (request.method().equals(HttpMethod.HEAD)) {
                asFlv(request.response()).end();
            } else {
                watch(context, destinations, lengthMillis);
            }
        } catch (HttpRefusalException refusal) {
            refuse(context, refusal);
        }
    }

    private List<Destination> destinations(RoutingContext context) {
        String pool = context.pathParam("pool");
        return pool == null ? named(context.queryParam("server")) : pooled(pool);
    }

    private List<Destination> pooled(String name) {
        return gateway.destinations()
                .pool(name)
                .orElseThrow(
                        () -> new HttpRefusalException(404, "no pool is named \"" + name + "\""));
    }

    private List<Destination> named(List<String> servers) {
        int max = gateway.limits().counts().servers();
        if (servers.isEmpty() || servers.size() > max) {
            throw new HttpRefusalException(
                    400, servers.size() + " servers, expected ?server= once to " + max + " times");
        }
        return servers.stream().map(this::named).toList();
    }

    private Destination named(String url) {
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
        return destination;
    }

    private void watch(RoutingContext context, List<Destination> destinations, long lengthMillis) {
        EventLoop loop = VertxInternals.eventLoop();
        String name = Objects.requireNonNull(context.pathParam("name"));
        HttpServerRequest request = context.request();
        ClientAddress client = clients.of(request);
        FlvTransport way =
                "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                        ? new FlvTransport.OverWebSocket(
                                request, client, destinations, gateway.memory())
                        : new FlvTransport.OverHttp(
                                request, asFlv(request.response()), destinations);
        FlvViewer viewer =
                new FlvViewer(
                        way,
                        isWanted(context, "audio"),
                        isWanted(context, "video"),
                        gateway.limits().buffers().playBytes(),
                        gateway.metrics().plays(),
                        gateway.memory(),
                        client.key(),
                        loop);
        List<StreamSource> sources =
                destinations.stream().map(destination -> source(destination, name, loop)).toList();
        FailoverPlayer player =
                new FailoverPlayer(
                        sources,
                        loop,
                        new PlayOptions(TIMEOUT, true, false, lengthMillis),
                        gateway.metrics().plays(),
                        viewer.memory(),
                        viewer);
        try {
            viewers.enter(player, viewer, loop, client);
        } catch (HttpRefusalException refusal) {
            viewer.gone();
            throw refusal;
        }
        way.onGone(
                () -> {
                    viewers.leave(player);
                    viewer.gone();
                });
        viewer.awaitMedia();
        player.begin();
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

    private static boolean isWanted(RoutingContext context, String track) {
        return !context.queryParam(track).contains("0");
    }

    private static long lengthMillis(List<String> asked) {
        if (asked.isEmpty()) {
            return PlayLength.ALL;
        }
        String text = asked.getFirst();
        try {
            double seconds = Double.parseDouble(text);
            if (seconds == -1) {
                return PlayLength.ALL;
            }
            if (seconds >= 0 && seconds <= MAX_LENGTH_SECONDS) {
                return Math.round(seconds * 1000);
            }
        } catch (NumberFormatException _) {
            // answered below
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

    /** Ends what went wrong here: Quarkus would log the query, in which servers have passwords. */
    private static void failed(RoutingContext context) {
        Throwable failure = context.failure();
        int status = context.statusCode() >= 400 ? context.statusCode() : 500;
        if (failure != null && status == 500 && !Disconnect.is(failure)) {
            Log.errorf(withoutMessage(failure), "a play over HTTP failed");
        }
        if (context.response().headWritten()) {
            context.response().reset();
        } else {
            String reason = status == 500 ? "a fault of the gateway" : "a malformed request";
            refuse(context, new HttpRefusalException(status, reason));
        }
    }

    /** Messages may quote the query. */
    private static Throwable withoutMessage(Throwable failure) {
        Throwable bare = new IllegalStateException(failure.getClass().getName());
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }

    private static void refuse(RoutingContext context, HttpRefusalException refusal) {
        refusal.answer(context.response());
    }
}
