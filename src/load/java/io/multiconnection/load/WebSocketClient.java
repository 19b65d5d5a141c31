package io.multiconnection.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Client of the gateway's protocol (PROTOCOL.md). Lives on its event loop. */
final class WebSocketClient extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Timeout of requests that wait for servers, in milliseconds. */
    static final int TIMEOUT = 60_000;

    private static final String SUBPROTOCOL = "multiconnection.v1";
    private static final int MAX_BYTES = 1 << 20;

    private final Loops loops;
    private final EventLoop loop;
    private final URI uri;
    private final CompletableFuture<Channel> opened = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<Void>> requests = new HashMap<>();
    private Consumer<JsonNode> events = _ -> {};
    private int lastId;

    WebSocketClient(Loops loops, URI uri) {
        this.loops = loops;
        this.loop = loops.next();
        this.uri = uri;
    }

    EventLoop loop() {
        return loop;
    }

    /** Passes the gateway's events to {@code listener}; before the WebSocket is opened. */
    void onEvent(Consumer<JsonNode> listener) {
        events = listener;
    }

    /** Opens the WebSocket and connects to servers. */
    CompletableFuture<Void> connect(List<String> servers) {
        String list = servers.stream().map("'%s'"::formatted).collect(Collectors.joining(","));
        String request = "'type':'connect','servers':[%s],'timeout':%d".formatted(list, TIMEOUT);
        return open().thenCompose(_ -> request(request));
    }

    private CompletableFuture<Void> open() {
        new Bootstrap()
                .group(loop)
                .channel(loops.channelType())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(
                                                new HttpClientCodec(),
                                                new HttpObjectAggregator(MAX_BYTES),
                                                new WebSocketClientProtocolHandler(
                                                        uri,
                                                        WebSocketVersion.V13,
                                                        SUBPROTOCOL,
                                                        false,
                                                        new DefaultHttpHeaders(),
                                                        MAX_BYTES),
                                                WebSocketClient.this);
                            }
                        })
                .connect(uri.getHost(), uri.getPort())
                .addListener(
                        connected -> {
                            if (!connected.isSuccess()) {
                                opened.completeExceptionally(connected.cause());
                            }
                        });
        return opened.thenApply(_ -> null);
    }

    /** Sends a request in JSON with single quotes and without id; completes with its result. */
    CompletableFuture<Void> request(String json) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        loop.execute(
                () -> {
                    lastId++;
                    requests.put(lastId, result);
                    String text = "{\"id\":" + lastId + "," + json.replace('\'', '"') + "}";
                    channel().writeAndFlush(new TextWebSocketFrame(text));
                });
        return result;
    }

    /** Sends a media frame; owns the buffer. Called on the event loop. */
    void send(ByteBuf frame) {
        channel().writeAndFlush(new BinaryWebSocketFrame(frame), channel().voidPromise());
    }

    ByteBuf buffer(int bytes) {
        return channel().alloc().directBuffer(bytes);
    }

    private Channel channel() {
        return opened.getNow(null);
    }

    void close() {
        channel().close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            opened.complete(ctx.channel());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame)
            throws JsonProcessingException {
        if (!(frame instanceof TextWebSocketFrame text)) {
            return;
        }
        JsonNode message = JSON.readTree(text.text());
        if (!message.has("id")) {
            events.accept(message);
            return;
        }
        CompletableFuture<Void> request = requests.remove(message.path("id").asInt());
        if (message.path("type").asText().equals("result")) {
            request.complete(null);
        } else {
            request.completeExceptionally(new IllegalStateException(text.text()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new IllegalStateException("the gateway closed the WebSocket"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
        ctx.close();
    }

    private void fail(Throwable cause) {
        opened.completeExceptionally(cause);
        requests.values().forEach(request -> request.completeExceptionally(cause));
    }
}
