package io.multiconnection.app.rooms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.Request.RoomWish;
import io.multiconnection.rooms.AdmissionHook;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Webhook that decides over HTTP whether a client is admitted (PROTOCOL.md, section 17). Malformed
 * responses count as none. Error texts contain neither the URL nor data of the client.
 */
final class AdmissionWebhook implements AdmissionHook {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_RESPONSE_BYTES = 16 << 10;
    private static final int MAX_TEXT = 255;

    /** Open connections; further requests wait for one. */
    private static final int CONNECTIONS = 64;

    private final Vertx vertx;
    private final HttpClient client;
    private final URI url;
    private final Supplier<Optional<String>> token;
    private final Duration timeout;

    /**
     * Creates a webhook, which {@link #close} ends.
     *
     * @param url http or https URL without user info
     * @param token present bearer token of the requests
     * @param timeout from sending a request to the end of its response, 1 ms or more
     * @throws IllegalArgumentException if the URL or the timeout is invalid
     */
    AdmissionWebhook(Vertx vertx, URI url, Supplier<Optional<String>> token, Duration timeout) {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        if ((!secure && !"http".equalsIgnoreCase(url.getScheme()))
                || url.getHost() == null
                || url.getUserInfo() != null) {
            throw new IllegalArgumentException("an invalid URL, expected https://host/path");
        }
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout " + timeout + ", expected 1 ms or more");
        }
        this.vertx = vertx;
        this.url = url;
        this.token = token;
        this.timeout = timeout;
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setSsl(secure)
                                .setConnectTimeout(Math.toIntExact(timeout.toMillis())),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    @Override
    public Uni<AdmissionResponse> ask(AdmissionRequest question) {
        return Uni.createFrom().emitter(emitter -> new Exchange(question, emitter).begin());
    }

    /** Closes all connections. */
    void close() {
        client.close();
    }

    private RequestOptions options() {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(url.toString())
                        .setFollowRedirects(false)
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .putHeader(HttpHeaders.ACCEPT, "application/json");
        token.get()
                .ifPresent(
                        secret -> options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + secret));
        return options;
    }

    private static Buffer body(AdmissionRequest question) {
        RoomWish wish = question.wish();
        ObjectNode body =
                JSON.createObjectNode()
                        .put("id", question.pendingId())
                        .put("session", question.session())
                        .put("directory", question.directory());
        switch (wish.room()) {
            case RoomRef.Room(String id) -> body.put("room", id);
            case RoomRef.Group(String name) -> body.put("group", name);
        }
        if (wish.user() != null) {
            body.put("user", wish.user());
        }
        if (wish.credentials() != null) {
            body.put("credentials", wish.credentials());
        }
        return Buffer.buffer(body.toString());
    }

    /** Parses a response about the client {@code pendingId}. */
    static AdmissionResponse verdict(byte[] body, String pendingId) {
        JsonNode node;
        try {
            node = JSON.readTree(body);
        } catch (JsonProcessingException _) {
            throw new NoResponseException("the response is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (!pendingId.equals(node.path("id").textValue())) {
            throw new NoResponseException("the response has the id of another client");
        }
        return switch (node.path("decision").asText()) {
            case "accept" -> new AdmissionResponse.Accept(text(node, "room"));
            case "hold" -> new AdmissionResponse.Hold();
            case "reject" -> {
                String reason = text(node, "reason");
                yield new AdmissionResponse.Reject(
                        reason == null ? "You are not admitted." : reason);
            }
            default -> throw new NoResponseException("the response has no valid decision");
        };
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isEmpty()
                || value.textValue().length() > MAX_TEXT) {
            throw new NoResponseException(
                    field + " in the response, expected 1.." + MAX_TEXT + " characters");
        }
        return value.textValue();
    }

    /** One request and its response. Lives on one event loop. */
    private final class Exchange {

        private final AdmissionRequest question;
        private final UniEmitter<? super AdmissionResponse> emitter;
        private final Context context = vertx.getOrCreateContext();
        private final Buffer received = Buffer.buffer();
        private @Nullable HttpClientRequest request;
        private long timer = -1;
        private boolean over;

        Exchange(AdmissionRequest question, UniEmitter<? super AdmissionResponse> emitter) {
            this.question = question;
            this.emitter = emitter;
        }

        void begin() {
            emitter.onTermination(() -> context.runOnContext(_ -> end()));
            context.runOnContext(
                    _ ->
                            Future.<HttpClientRequest>future(this::request)
                                    .onSuccess(this::send)
                                    .onFailure(_ -> fail("cannot be reached")));
        }

        /** Opens a request. A closed client throws, which fails the future that calls this. */
        private void request(Promise<HttpClientRequest> opened) {
            client.request(options()).onComplete(opened);
        }

        private void send(HttpClientRequest made) {
            request = made;
            if (over) {
                made.reset();
                return;
            }
            long millis = timeout.toMillis();
            timer = vertx.setTimer(millis, _ -> fail("no response within " + millis + " ms"));
            made.send(body(question))
                    .onSuccess(this::onResponse)
                    .onFailure(_ -> fail("the connection ended before the response"));
        }

        private void onResponse(HttpClientResponse response) {
            response.exceptionHandler(_ -> fail("the connection ended during the response"));
            if (response.statusCode() != 200) {
                fail("HTTP status " + response.statusCode() + ", expected 200");
                return;
            }
            response.handler(this::take).endHandler(_ -> onEnd());
        }

        private void take(Buffer bytes) {
            if (received.length() + bytes.length() > MAX_RESPONSE_BYTES) {
                fail("a response of more than " + MAX_RESPONSE_BYTES + " bytes");
            } else {
                received.appendBuffer(bytes);
            }
        }

        private void onEnd() {
            if (!over) {
                over = true;
                try {
                    emitter.complete(verdict(received.getBytes(), question.pendingId()));
                } catch (NoResponseException e) {
                    emitter.fail(e);
                }
            }
        }

        private void fail(String why) {
            if (!over) {
                end();
                emitter.fail(new NoResponseException("admission webhook: " + why));
            }
        }

        /** Cancels the request, if its response is not complete. */
        private void end() {
            boolean wasOver = over;
            over = true;
            vertx.cancelTimer(timer);
            if (!wasOver && request != null) {
                request.reset();
            }
        }
    }
}
