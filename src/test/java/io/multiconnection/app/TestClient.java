package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.HangLimit;
import io.multiconnection.app.websocket.GatewayEndpoint;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Client that speaks PROTOCOL.md over a real WebSocket. */
public final class TestClient implements AutoCloseable, WebSocket.Listener {

    /** Media frame of a play. */
    public record Frame(int type, int stream, int timestamp, ByteBuffer body) {}

    /** Close code and reason of the gateway. */
    public record Closed(int code, String reason) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = HangLimit.SECONDS;

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final HttpClient client;
    private final WebSocket socket;
    private volatile boolean reading = true;
    private volatile String token = "";
    private int taken;

    private TestClient(HttpClient client, URI uri, String... headers) {
        this.client = client;
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Sec-WebSocket-Protocol")) {
                List<String> names = List.of(headers[i + 1].split(", "));
                builder.subprotocols(
                        names.getFirst(), names.subList(1, names.size()).toArray(String[]::new));
            } else {
                builder.header(headers[i], headers[i + 1]);
            }
        }
        URI webSocket = URI.create(uri.toString().replaceFirst("^http", "ws"));
        socket = builder.buildAsync(webSocket, this).join();
    }

    /** Opens a session and receives its hello. */
    public static TestClient open(URI uri) {
        return open(HttpClient.newHttpClient(), uri);
    }

    /** Opens a session through {@code client}, which is closed with it, and receives its hello. */
    public static TestClient open(HttpClient client, URI uri) {
        TestClient page =
                new TestClient(client, uri, "Sec-WebSocket-Protocol", GatewayEndpoint.SUBPROTOCOL);
        page.token = page.await("hello").path("resume").path("token").asText();
        return page;
    }

    /** Opens a WebSocket with these headers only. */
    public static TestClient open(URI uri, String... headers) {
        return new TestClient(HttpClient.newHttpClient(), uri, headers);
    }

    /** Sends a request in JSON with single quotes. */
    public TestClient send(String json) {
        return sendRaw(json.replace('\'', '"'));
    }

    public TestClient sendRaw(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** Sends a media frame (PROTOCOL.md, section 6). */
    public TestClient send(int type, int stream, int timestamp, byte[] body) {
        ByteBuffer frame = ByteBuffer.allocate(8 + body.length);
        frame.put((byte) type).put((byte) stream).putShort((short) 0).putInt(timestamp).put(body);
        socket.sendBinary(frame.flip(), true).join();
        return this;
    }

    public TestClient sendBinary(byte[] frame) {
        socket.sendBinary(ByteBuffer.wrap(frame), true).join();
        return this;
    }

    /** Returns the next message of a type, skipping others. */
    public JsonNode await(String type) {
        return await(message -> message.path("type").textValue().equals(type));
    }

    /** Returns the response to a request, skipping other messages. */
    public JsonNode answer(long id) {
        return await(message -> message.has("id") && message.path("id").longValue() == id);
    }

    /** Returns the next message that matches, skipping others. */
    public JsonNode await(Predicate<JsonNode> wanted) {
        try {
            while (true) {
                JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(message).as("a message that was waited for").isNotNull();
                taken += isCounted(message) ? 1 : 0;
                if (wanted.test(message)) {
                    return message;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isCounted(JsonNode message) {
        String type = message.path("type").textValue();
        return !type.equals("hello") && !type.equals("ack") && !message.has("recovered");
    }

    /** Returns the number of received numbered messages (PROTOCOL.md, section 15). */
    public int taken() {
        return taken;
    }

    /** Returns the session token of this WebSocket. */
    public String token() {
        return token;
    }

    /** Resumes the session of a token with request 100; returns the response. */
    public JsonNode resume(String lost, int received) {
        return send("{'id':100,'type':'resume','token':'%s','received':%d}"
                        .formatted(lost, received))
                .answer(100);
    }

    /** Stops or continues reading from the socket. */
    public TestClient read(boolean read) {
        reading = read;
        if (read) {
            socket.request(1);
        }
        return this;
    }

    private void readOn(WebSocket webSocket) {
        if (reading) {
            webSocket.request(1);
        }
    }

    /** Returns the next media frame of a play. */
    public Frame frame() {
        try {
            Frame frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(frame).as("a media frame that was waited for").isNotNull();
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns and removes the received media frames. */
    public List<Frame> frames() {
        List<Frame> taken = new ArrayList<>();
        frames.drainTo(taken);
        return taken;
    }

    /** Returns the sub-protocol that the gateway chose. */
    public String subprotocol() {
        return socket.getSubprotocol();
    }

    public Closed awaitClose() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Closes the WebSocket with this code. */
    public void leave(int code) {
        socket.sendClose(code, "").join();
    }

    /** Aborts the connection without a close frame. */
    public void vanish() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                messages.add(JSON.readTree(text.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            text.setLength(0);
        }
        readOn(webSocket);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] piece = new byte[data.remaining()];
        data.get(piece);
        binary.writeBytes(piece);
        if (last) {
            ByteBuffer frame = ByteBuffer.wrap(binary.toByteArray());
            binary.reset();
            byte[] body = new byte[frame.remaining() - 8];
            frame.get(8, body);
            frames.add(
                    new Frame(frame.get(0), frame.get(1), frame.getInt(4), ByteBuffer.wrap(body)));
        }
        readOn(webSocket);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** Closes the WebSocket normally, if it is open. */
    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(_ -> socket).join();
        socket.abort();
        client.shutdownNow();
        client.close();
    }
}
