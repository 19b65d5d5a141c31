package io.multiconnection.app.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections whose bytes are not read. */
class VertxInternalsTest {

    private static final int PATIENCE_SECONDS = HangLimit.SECONDS;
    private static final String UPGRADE =
            """
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            """;

    /** More than the sockets of both ends buffer. */
    private static final Buffer LARGE = Buffer.buffer(new byte[32 << 20]);

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    @Test
    void removesIdleTimeoutOfChannel() {
        EmbeddedChannel channel = new EmbeddedChannel(new IdleStateHandler(1, 0, 0));
        VertxInternals.removeIdleTimeout(channel);
        assertThat(channel.pipeline().get(IdleStateHandler.class)).isNull();
        VertxInternals.removeIdleTimeout(channel);
        assertThat(channel.finish()).isFalse();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void dropsUnreadResponse() throws Exception {
        HttpServer server =
                listen(
                        request -> {
                            request.response().closeHandler(_ -> closed.complete(null));
                            request.response().setChunked(true).write(LARGE);
                            asked.complete(request);
                        });
        assertDropped(server, "");
    }

    @Test
    void dropsUnreadResponseAfterItsEnd() throws Exception {
        HttpServer server =
                listen(
                        request -> {
                            request.response().end(LARGE).onComplete(_ -> closed.complete(null));
                            asked.complete(request);
                        });
        assertDropped(server, "");
    }

    @Test
    void dropsUnreadWebSocket() throws Exception {
        HttpServer server =
                listen(
                        request ->
                                request.toWebSocket()
                                        .onSuccess(
                                                socket -> {
                                                    socket.closeHandler(_ -> closed.complete(null));
                                                    socket.writeBinaryMessage(LARGE);
                                                    asked.complete(request);
                                                }));
        assertDropped(server, UPGRADE);
    }

    @Test
    void dropsStreamOfHttp2Only() throws Exception {
        HttpServer server =
                listen(
                        request -> {
                            if (request.path().equals("/live")) {
                                request.response().write(LARGE);
                                asked.complete(request);
                            } else {
                                request.response().end("here");
                            }
                        });
        HttpClientOptions http2 =
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2MaxPoolSize(1);
        var client = vertx.createHttpClient(http2);
        CompletableFuture<Void> responded = new CompletableFuture<>();
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/live")
                .compose(request -> request.send())
                .onSuccess(
                        response -> {
                            response.pause().exceptionHandler(failed::complete);
                            responded.complete(null);
                        });
        responded.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        drop();
        assertThat(failed.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(StreamResetException.class);
        assertThat(
                        client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/other")
                                .compose(request -> request.send())
                                .compose(response -> response.body())
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .hasToString("here");
    }

    private HttpServer listen(io.vertx.core.Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void assertDropped(HttpServer server, String headers) throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            client.setSoTimeout(PATIENCE_SECONDS * 1000);
            client.getOutputStream()
                    .write(
                            ("GET /live HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            drop();
            closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            InputStream in = client.getInputStream();
            assertThat(in.readAllBytes().length).as("cut off").isLessThan(LARGE.length());
        }
    }

    private void drop() throws Exception {
        HttpServerRequest request = asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        vertx.runOnContext(_ -> VertxInternals.drop(request));
    }
}
