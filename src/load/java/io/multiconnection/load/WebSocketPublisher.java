package io.multiconnection.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Publisher that is a client of the gateway. */
final class WebSocketPublisher implements Publisher {

    private static final int STREAM = 1;
    private static final int HEADER_BYTES = 8;
    private static final int TIMEOUT = 60_000;

    private final WebSocketClient client;
    private final List<String> servers;
    private final String name;

    WebSocketPublisher(Loops loops, URI gateway, List<String> servers, String name) {
        this.client = new WebSocketClient(loops, gateway);
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
                                                .formatted(STREAM, name, TIMEOUT)));
    }

    /** Connects to the servers without publishing. */
    CompletableFuture<Void> connect() {
        String list = servers.stream().map("'%s'"::formatted).collect(Collectors.joining(","));
        return client.open()
                .thenCompose(
                        _ ->
                                client.request(
                                        "'type':'connect','servers':[%s],'timeout':%d"
                                                .formatted(list, TIMEOUT)));
    }

    @Override
    public void send(Frame frame, int timestamp) {
        ByteBuf message = client.buffer(HEADER_BYTES + frame.length());
        message.writeByte(frame.type()).writeByte(STREAM).writeShort(0).writeInt(timestamp);
        frame.writeTo(message);
        client.send(message);
    }

    @Override
    public void close() {
        client.close();
    }
}
