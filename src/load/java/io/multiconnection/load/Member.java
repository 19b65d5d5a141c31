package io.multiconnection.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * Client of the gateway that uses one shared object. The value of the object's only slot is the
 * time at which it was set, by {@link System#nanoTime}.
 */
final class Member {

    private static final String OBJECT = "load";
    private static final String SLOT = "time";

    private final WebSocketClient client;
    private final List<String> servers;

    /** Creates a member; {@code onChange} receives the values that others set. */
    Member(WebSocketClient client, List<String> servers, LongConsumer onChange) {
        this.client = client;
        this.servers = servers;
        client.onEvent(
                event -> {
                    if (event.path("type").asText().equals("sync")) {
                        event.path("changes").forEach(change -> read(change, onChange));
                    }
                });
    }

    private static void read(JsonNode change, LongConsumer onChange) {
        if (change.path("code").asText().equals("change")) {
            onChange.accept(change.path("value").asLong());
        }
    }

    EventLoop loop() {
        return client.loop();
    }

    /** Connects to the servers and uses the object. */
    CompletableFuture<Void> open() {
        return client.connect(servers)
                .thenCompose(
                        _ ->
                                client.request(
                                        "'type':'useSharedObject','name':'%s','timeout':%d"
                                                .formatted(OBJECT, WebSocketClient.TIMEOUT)));
    }

    /** Sets the slot to the time. */
    CompletableFuture<Void> set(long nanos) {
        return client.request(
                "'type':'setSlots','name':'%s','changes':[{'path':['%s'],'value':%d}]"
                        .formatted(OBJECT, SLOT, nanos));
    }

    void close() {
        client.close();
    }
}
