package io.multiconnection.app;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes an HTTP/1.1 connection that takes too long over a request, however many bytes come:
 *
 * <pre>
 * accepted ------------------> READING    closed after the request time
 * READING --last byte--------> ANSWERING  no limit: an answer may be a live stream
 * ANSWERING --answer is over-> IDLE       closed after the keep-alive time
 * IDLE --first byte----------> READING
 * ANSWERING --101------------> removed: a WebSocket has its own rules
 * </pre>
 *
 * <p>It is the first handler of a connection. What is a request is known behind Vert.x's decoder,
 * which is there from the beginning, or with TLS once the handshake is done.
 */
final class RequestTimeoutHandler extends ChannelInboundHandlerAdapter {

    /** Names that Vert.x gives its handlers. */
    private static final String TLS = "ssl";

    private static final String HTTP_ENCODER = "httpEncoder";

    private final RequestTimeouts timeouts;
    private final Messages messages = new Messages();
    private boolean idle;
    private int unanswered;
    private boolean reading;
    private @Nullable ScheduledFuture<?> timeout;

    RequestTimeoutHandler(RequestTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        startTimeout(ctx, timeouts.request());
        if (ctx.pipeline().get(TLS) != null) {
            ctx.pipeline().addAfter(TLS, null, new AfterHandshake());
        } else {
            watch(ctx.pipeline());
        }
        ctx.fireChannelActive();
    }

    /** Watches HTTP/1.1; HTTP/2, which is off unless an operator wants it, has no such limit. */
    private void watch(ChannelPipeline pipeline) {
        if (pipeline.get(HTTP_ENCODER) != null) {
            pipeline.addAfter(HTTP_ENCODER, null, messages);
        } else {
            pipeline.remove(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (idle) {
            idle = false;
            startTimeout(ctx, timeouts.request());
        }
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimeout();
    }

    private void startTimeout(ChannelHandlerContext ctx, Duration time) {
        stopTimeout();
        timeout = ctx.executor().schedule(() -> expire(ctx), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    private void expire(ChannelHandlerContext ctx) {
        if (!idle) {
            timeouts.expired().run();
        }
        ctx.channel().close();
    }

    /** Reads and writes of HTTP messages. */
    private final class Messages extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest) {
                unanswered++;
                reading = true;
            }
            if (message instanceof LastHttpContent) {
                reading = false;
                stopTimeout();
                waitIfIdle(ctx);
            }
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise written) {
            ctx.write(message, written);
            if (message instanceof HttpResponse head && isInterim(head.status())) {
                if (head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                    ctx.pipeline().remove(this);
                    ctx.pipeline().remove(RequestTimeoutHandler.this);
                }
            } else if (message instanceof LastHttpContent) {
                unanswered--;
                waitIfIdle(ctx);
            }
        }

        private static boolean isInterim(HttpResponseStatus status) {
            return status.codeClass() == HttpStatusClass.INFORMATIONAL;
        }

        private void waitIfIdle(ChannelHandlerContext ctx) {
            if (unanswered == 0 && !reading && ctx.channel().isActive()) {
                idle = true;
                startTimeout(ctx, timeouts.keepAlive());
            }
        }
    }

    /** Waits until Vert.x has set up HTTP, which it does when the handshake is done. */
    private final class AfterHandshake extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            ctx.fireUserEventTriggered(event);
            if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
                watch(ctx.pipeline());
                ctx.pipeline().remove(this);
            }
        }
    }
}
