package io.multiconnection.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.app.websocket.GatewayEndpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Client that requests a place in a room over a real WebSocket, and records the outcome. */
final class PendingGuest implements WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<WebSocket> socket;
    private final CompletableFuture<Void> pending = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    private volatile String room = "";
    private volatile String reason = "";

    /** Opens a WebSocket and requests the best room of a group. */
    PendingGuest(HttpClient http, URI gateway, String name, String group) {
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

    /** Completes when the client is pending; fails if its WebSocket closes before. */
    CompletableFuture<Void> pending() {
        return pending;
    }

    /** Completes with the response to connect; fails if the WebSocket closes before. */
    CompletableFuture<JsonNode> answer() {
        return answer;
    }

    boolean isIn() {
        return answer.isDone()
                && !answer.isCompletedExceptionally()
                && answer.join().path("type").textValue().equals("result");
    }

    /** Returns the client's room. */
    String room() {
        return room;
    }

    /** Returns the reason of the rejection. */
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
