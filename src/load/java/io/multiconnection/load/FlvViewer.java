package io.multiconnection.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Viewer over HTTP-FLV. Lives on its event loop. */
final class FlvViewer extends SimpleChannelInboundHandler<HttpObject> implements Viewer {

    private static final int MAX_CHUNK = 1 << 18;

    private final Loops loops;
    private final URI uri;
    private final FrameSeat seat;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private HttpResponseStatus status = HttpResponseStatus.CONTINUE;
    private @Nullable Channel channel;

    FlvViewer(Loops loops, URI uri, FrameSeat seat) {
        this.loops = loops;
        this.uri = uri;
        this.seat = seat;
    }

    @Override
    public CompletableFuture<Void> open() {
        channel =
                new Bootstrap()
                        .group(loops.group())
                        .channel(loops.channelType())
                        .handler(new Pipeline())
                        .connect(uri.getHost(), uri.getPort())
                        .addListener(
                                connected -> {
                                    if (!connected.isSuccess()) {
                                        opened.completeExceptionally(connected.cause());
                                    }
                                })
                        .channel();
        return opened;
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel created) {
            HttpDecoderConfig http = new HttpDecoderConfig().setMaxChunkSize(MAX_CHUNK);
            created.pipeline()
                    .addLast(
                            new HttpClientCodec(http, false, false),
                            FlvViewer.this,
                            new FlvTagCounter(seat));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        String target = uri.getRawPath() + "?" + uri.getRawQuery();
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        request.headers().set(HttpHeaderNames.HOST, uri.getAuthority());
        ctx.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (part instanceof HttpResponse response) {
            status = response.status();
        }
        if (part instanceof HttpContent content) {
            ByteBuf bytes = content.content();
            if (status.equals(HttpResponseStatus.OK)) {
                opened.complete(null);
                ctx.fireChannelRead(bytes.retain());
            } else {
                fail(status + ": " + bytes.toString(UTF_8));
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("the gateway closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        opened.completeExceptionally(cause);
        ctx.close();
    }

    private void fail(String reason) {
        opened.completeExceptionally(new IllegalStateException(reason));
    }

    @Override
    public void close() {
        channel.close();
    }
}
