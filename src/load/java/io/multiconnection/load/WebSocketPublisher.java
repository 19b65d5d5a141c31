package io.multiconnection.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Publisher that is a client of the gateway. */
final class WebSocketPublisher implements Publisher {

    private static final int STREAM = 1;
    private static final int HEADER_BYTES = 8;

    private final WebSocketClient client;
    private final List<String> servers;
    private final String name;

    WebSocketPublisher(WebSocketClient client, List<String> servers, String name) {
        this.client = client;
        this.servers = servers;
        this.name = name;
    }

    @Override
    public EventLoop loop() {
        return client.loop();
    }

    @Override
    public CompletableFuture<Void> open() {
        return connect()
                .thenCompose(_ -> client.request("'type':'createStream'"))
                .thenCompose(
                        _ ->
                                client.request(
                                        "'type':'publish','stream':%d,'name':'%s','timeout':%d"
                                                .formatted(STREAM, name, WebSocketClient.TIMEOUT)));
    }

    /** Connects to the servers without publishing. */
    CompletableFuture<Void> connect() {
        return client.connect(servers);
    }

    @Override
    public void send(Frame frame, int timestamp, long nanos) {
        ByteBuf message = client.buffer(HEADER_BYTES + frame.length());
        message.writeByte(frame.type()).writeByte(STREAM).writeShort(0).writeInt(timestamp);
        frame.writeTo(message, nanos);
        client.send(message);
    }

    @Override
    public void close() {
        client.close();
    }
}
