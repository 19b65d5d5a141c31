package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A page, as far as the gateway can tell: speaks PROTOCOL.md over a real WebSocket. */
public final class Page implements AutoCloseable, WebSocket.Listener {

    /** A media frame of a play. */
    public record Frame(int type, int stream, int timestamp, ByteBuffer body) {}

    /** How a WebSocket was closed by the gateway. */
    public record Closed(int code, String reason) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private volatile boolean reading = true;
    private volatile String token = "";
    private int taken;

    private Page(URI uri, String... headers) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Sec-WebSocket-Protocol")) {
                builder.subprotocols(headers[i + 1]);
            } else {
                builder.header(headers[i], headers[i + 1]);
            }
        }
        URI webSocket = URI.create(uri.toString().replaceFirst("^http", "ws"));
        socket = builder.buildAsync(webSocket, this).join();
    }

    /** Opens a session and takes its hello. */
    public static Page open(URI uri) {
        Page page = open(uri, "Sec-WebSocket-Protocol", GatewayEndpoint.SUBPROTOCOL);
        page.token = page.await("hello").path("resume").path("token").asText();
        return page;
    }

    /** Opens a WebSocket with these headers only. */
    static Page open(URI uri, String... headers) {
        return new Page(uri, headers);
    }

    /** Sends a request written with single quotes. */
    public Page send(String json) {
        return sendRaw(json.replace('\'', '"'));
    }

    Page sendRaw(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** Sends a media frame (PROTOCOL.md, section 6). */
    public Page send(int type, int stream, int timestamp, byte[] body) {
        ByteBuffer frame = ByteBuffer.allocate(8 + body.length);
        frame.put((byte) type).put((byte) stream).putShort((short) 0).putInt(timestamp).put(body);
        socket.sendBinary(frame.flip(), true).join();
        return this;
    }

    Page sendBinary(byte[] frame) {
        socket.sendBinary(ByteBuffer.wrap(frame), true).join();
        return this;
    }

    /** The next message of this type; those before it are passed over. */
    public JsonNode await(String type) {
        return await(message -> message.path("type").textValue().equals(type));
    }

    /** The answer to this request; what comes before it is passed over. */
    public JsonNode answer(long id) {
        return await(message -> message.has("id") && message.path("id").longValue() == id);
    }

    /** The next message that is so; those before it are passed over. */
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

    /** How many counted messages (PROTOCOL.md, section 15) were taken. */
    int taken() {
        return taken;
    }

    /** The token of the session that began with this WebSocket. */
    String token() {
        return token;
    }

    /** Asks for the session of a token, with request 100; the answer. */
    JsonNode resume(String lost, int received) {
        return send("{'id':100,'type':'resume','token':'%s','received':%d}"
                        .formatted(lost, received))
                .answer(100);
    }

    /** From now on reads nothing, not even from the socket; or goes on. */
    Page read(boolean read) {
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

    /** The next media frame of a play. */
    public Frame frame() {
        try {
            Frame frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(frame).as("a media frame that was waited for").isNotNull();
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The media frames that came and were not taken yet. */
    public List<Frame> frames() {
        List<Frame> taken = new ArrayList<>();
        frames.drainTo(taken);
        return taken;
    }

    Closed awaitClose() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Closes the WebSocket with this code. */
    void leave(int code) {
        socket.sendClose(code, "").join();
    }

    /** Sends what is too much, until it is sent away for it. */
    void flood(Runnable sending) {
        try {
            sending.run();
        } catch (CompletionException _) {
            return; // closed under way, as it should be
        }
    }

    /** Vanishes: no close frame, no goodbye. */
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

    /** Says goodbye, if it has not yet. */
    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(_ -> socket).join();
        socket.abort();
        client.shutdownNow();
        client.close();
    }
}
