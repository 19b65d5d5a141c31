package io.multiconnection.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One of a crowd: asks for a place over a real WebSocket, and remembers what it was told. */
final class Guest implements WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<WebSocket> socket;
    private final CompletableFuture<Void> pending = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    private volatile String room = "";
    private volatile String reason = "";

    /** Opens a WebSocket and asks for the best room of a group. */
    Guest(HttpClient http, URI gateway, String name, String group) {
        this.name = name;
        socket =
                http.newWebSocketBuilder()
                        .subprotocols(GatewayEndpoint.SUBPROTOCOL)
                        .buildAsync(gateway, this)
                        .thenCompose(
                                open ->
                                        open.sendText(
                                                """
                                                {"id":1,"type":"connect","group":"%s","user":"%s",\
                                                "credentials":"%s","timeout":60000}\
                                                """
                                                        .formatted(group, name, "of " + name),
                                                true));
        socket.whenComplete(
                (_, failure) -> {
                    if (failure != null) {
                        lost(failure);
                    }
                });
    }

    String name() {
        return name;
    }

    /** Done when it knows that it waits; fails if its WebSocket ends before. */
    CompletableFuture<Void> pending() {
        return pending;
    }

    /** What connect is answered; fails if its WebSocket ends before. */
    CompletableFuture<JsonNode> answer() {
        return answer;
    }

    boolean isIn() {
        return answer.isDone()
                && !answer.isCompletedExceptionally()
                && answer.join().path("type").textValue().equals("result");
    }

    /** Where it has a place. */
    String room() {
        return room;
    }

    /** Why it was rejected. */
    String reason() {
        return reason;
    }

    void leave() {
        socket.thenAccept(WebSocket::abort);
    }

    private void lost(Throwable why) {
        pending.completeExceptionally(why);
        answer.completeExceptionally(why);
    }

    private void hear(JsonNode message) {
        JsonNode info = message.path("info");
        switch (info.path("code").asText()) {
            case "NetConnection.Connect.Pending" -> pending.complete(null);
            case "NetConnection.Connect.Accepted" -> room = info.path("room").textValue();
            case "NetConnection.Connect.Rejected" -> reason = info.path("reason").asText();
            default -> {}
        }
        if (message.path("id").asInt() == 1) {
            answer.complete(message);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                hear(JSON.readTree(text.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String why) {
        lost(new IllegalStateException("closed: " + code + " " + why));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        lost(error);
    }
}
