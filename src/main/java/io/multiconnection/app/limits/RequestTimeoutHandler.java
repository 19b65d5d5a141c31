package io.multiconnection.app.limits;

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
 * Request timeout of an HTTP/1.1 connection, regardless of progress:
 *
 * <pre>
 * accepted ----------------------> READING     closed after the request time
 * READING --last byte------------> RESPONDING  no limit: a response may be a live stream
 * RESPONDING --end of response---> IDLE        closed after the keep-alive time
 * IDLE --first byte--------------> READING
 * RESPONDING --101---------------> removed: a WebSocket has its own timeouts
 * </pre>
 *
 * <p>First handler of a connection. A second handler sees requests behind Vert.x's HTTP decoder,
 * which exists from the beginning, or with TLS after the handshake.
 */
final class RequestTimeoutHandler extends ChannelInboundHandlerAdapter {

    /** Vert.x's name of its TLS handler. */
    private static final String TLS = "ssl";

    /** Vert.x's name of its HTTP encoder. */
    private static final String HTTP_ENCODER = "httpEncoder";

    private final RequestTimeouts timeouts;
    private final Messages messages = new Messages();
    private boolean idle;
    private int openRequests;
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

    /** Applies timeouts to HTTP/1.1 only. HTTP/2 is off by default. */
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

    /** Handler of HTTP messages. */
    private final class Messages extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest) {
                openRequests++;
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
                openRequests--;
                waitIfIdle(ctx);
            }
        }

        private static boolean isInterim(HttpResponseStatus status) {
            return status.codeClass() == HttpStatusClass.INFORMATIONAL;
        }

        private void waitIfIdle(ChannelHandlerContext ctx) {
            if (openRequests == 0 && !reading && ctx.channel().isActive()) {
                idle = true;
                startTimeout(ctx, timeouts.keepAlive());
            }
        }
    }

    /** Handler that waits for the TLS handshake, after which Vert.x adds its HTTP handlers. */
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
