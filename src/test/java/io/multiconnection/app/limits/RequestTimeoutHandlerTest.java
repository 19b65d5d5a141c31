package io.multiconnection.app.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connection with the pipeline of Vert.x. Request timeout 10 s, keep-alive 75 s. */
class RequestTimeoutHandlerTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final AtomicInteger expired = new AtomicInteger();
    private EmbeddedChannel connection = connection(RequestTimeoutHandlerTest::addHttp);

    private static void addHttp(ChannelPipeline pipeline) {
        pipeline.addLast("httpDecoder", new HttpRequestDecoder())
                .addLast("httpEncoder", new HttpResponseEncoder());
    }

    /** With TLS, Vert.x adds HTTP after the handshake, and does not forward the event. */
    private static void addTls(ChannelPipeline pipeline) {
        pipeline.addLast("ssl", new ChannelInboundHandlerAdapter())
                .addLast(
                        "handshaker",
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void userEventTriggered(
                                    ChannelHandlerContext ctx, Object event) {
                                ctx.pipeline().remove(this);
                                addHttp(ctx.pipeline());
                            }
                        });
    }

    private EmbeddedChannel connection(Consumer<ChannelPipeline> server) {
        RequestTimeouts timeouts =
                new RequestTimeouts(
                        Duration.ofSeconds(10), Duration.ofSeconds(75), expired::incrementAndGet);
        EmbeddedChannel made =
                new EmbeddedChannel(
                        false,
                        false,
                        new RequestTimeoutHandler(timeouts),
                        new ChannelInitializer<EmbeddedChannel>() {
                            @Override
                            protected void initChannel(EmbeddedChannel channel) {
                                server.accept(channel.pipeline());
                            }
                        });
        made.freezeTime();
        try {
            made.register();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return made;
    }

    @AfterEach
    void leavesNothingBehind() {
        connection.finishAndReleaseAll();
        assertThat(connection.runScheduledPendingTasks())
                .as("time of the next timer")
                .isEqualTo(-1);
    }

    private void receive(String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        connection.writeInbound(bytes);
    }

    private void pass(long seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    private void answer() {
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    }

    private void beginAnswer(HttpResponseStatus status) {
        connection.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    private void assertClosedAfter(long seconds) {
        pass(seconds - 1);
        assertThat(connection.isOpen()).isTrue();
        pass(1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void closesSilentConnection() {
        assertClosedAfter(10);
        assertThat(expired).hasValue(1);
    }

    @Test
    void closesConnectionWithIncompleteHead() {
        receive(GET.substring(0, GET.length() - 1));
        assertClosedAfter(10);
        assertThat(expired).hasValue(1);
    }

    /** Each byte would restart an idle timeout. */
    @Test
    void closesConnectionWithSlowHead() {
        for (int i = 0; i < 9; i++) {
            receive(GET.substring(i, i + 1));
            pass(1);
        }
        assertThat(connection.isOpen()).isTrue();
        receive(GET.substring(9, 10));
        pass(1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void closesConnectionWithSlowBody() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
        for (int i = 0; i < 9; i++) {
            receive("x");
            pass(1);
        }
        assertThat(connection.isOpen()).isTrue();
        pass(1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void closesConnectionWithEndlessChunkedBody() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 9; i++) {
            receive("1\r\nx\r\n");
            pass(1);
        }
        pass(1);
        assertThat(connection.isOpen()).isFalse();
    }

    /** A response before the end of the body does not stop the request timeout. */
    @Test
    void closesConnectionWithIncompleteBodyAfterResponse() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
        answer();
        assertClosedAfter(10);
    }

    @Test
    void doesNotLimitResponse() {
        receive(GET);
        pass(3600);
        beginAnswer(HttpResponseStatus.OK);
        pass(24 * 3600);
        assertThat(connection.isOpen()).isTrue();
        connection.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertClosedAfter(75);
        assertThat(expired).hasValue(0);
    }

    @Test
    void closesIdleConnectionAfterKeepAlive() {
        receive(GET);
        answer();
        pass(74);
        receive(GET);
        answer();
        assertClosedAfter(75);
        assertThat(expired).hasValue(0);
    }

    @Test
    void closesConnectionWithIncompleteHeadOfLaterRequest() {
        receive(GET);
        answer();
        pass(60);
        receive("GET");
        assertClosedAfter(10);
        assertThat(expired).hasValue(1);
    }

    /** The end of the first of two responses does not make the connection idle. */
    @Test
    void allowsPipelinedRequests() {
        receive(GET + GET);
        answer();
        pass(3600);
        assertThat(connection.isOpen()).isTrue();
        answer();
        assertClosedAfter(75);
    }

    @Test
    void ignoresInterimResponse() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        receive("x");
        pass(3600);
        assertThat(connection.isOpen()).isTrue();
        answer();
        assertClosedAfter(75);
    }

    @Test
    void doesNotCloseWebSocket() {
        receive(GET);
        connection.writeOutbound(
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));
        assertThat(connection.pipeline().get(RequestTimeoutHandler.class)).isNull();
        pass(24 * 3600);
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.pipeline().toMap().values().stream().map(ChannelHandler::getClass))
                .noneMatch(type -> type.getName().contains("RequestTimeout"));
    }

    @Test
    void closesConnectionWithIncompleteTlsHandshake() {
        connection = connection(RequestTimeoutHandlerTest::addTls);
        receive("hello");
        assertClosedAfter(10);
    }

    @Test
    void limitsRequestsInsideTls() {
        connection = connection(RequestTimeoutHandlerTest::addTls);
        connection
                .pipeline()
                .context("ssl")
                .fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
        receive(GET);
        pass(3600);
        assertThat(connection.isOpen()).isTrue();
        answer();
        pass(60);
        receive("GET");
        assertClosedAfter(10);
    }

    /** HTTP/2 is off by default. */
    @Test
    void doesNotLimitOtherProtocols() {
        connection = connection(_ -> {});
        pass(3600);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void refusesTimeoutsBelowOneMillisecond() {
        assertThatThrownBy(
                        () -> new RequestTimeouts(Duration.ZERO, Duration.ofSeconds(1), () -> {}))
                .hasMessage("request-time PT0S, expected 1 ms or more");
    }
}
