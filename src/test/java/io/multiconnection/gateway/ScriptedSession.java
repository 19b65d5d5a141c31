package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.CountedBuffers;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.RelayLimits;
import io.multiconnection.relay.Relays;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.DestinationResolver;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Session with servers in memory, on one event loop with a manual clock. Everything runs in the
 * calling thread.
 */
final class ScriptedSession {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Longer than any timeout of a session or of a script. */
    private static final int LONG_SECONDS = 120;

    /** Created once, because it reads all trusted certificates. */
    private static final SslContext TLS = tls();

    private static final MemoryLimits MEMORY = new MemoryLimits(64 << 20, 32 << 20, 8 << 20);

    /** WebSocket of the client. */
    private final class Page implements ClientSocket {

        private @Nullable CloseCode closedWith;
        private final Queue<Runnable> unsent = new ArrayDeque<>();
        private long unreadMedia;
        private boolean paused;

        /** Sends input now, or when the gateway resumes reading. */
        void send(Runnable message) {
            if (paused) {
                unsent.add(message);
            } else {
                message.run();
            }
        }

        @Override
        public void pauseReading() {
            paused = true;
        }

        @Override
        public void resumeReading() {
            paused = false;
            while (!paused && !unsent.isEmpty()) {
                unsent.remove().run();
            }
        }

        @Override
        public String address() {
            return "192.0.2.1";
        }

        @Override
        public void send(String text) {
            assertThat(closedWith).as("closed before %s", text).isNull();
            try {
                hear(JSON.readTree(text));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(text, e);
            }
        }

        @Override
        public void sendMedia(byte[] frame) {
            assertThat(closedWith).isNull();
        }

        @Override
        public void ping() {
            if (client == this) {
                inbound.controlFrame();
            }
        }

        @Override
        public long unreadMedia() {
            return unreadMedia;
        }

        @Override
        public void close(CloseCode code, String reason) {
            assertThat(code).as(reason).isNotEqualTo(CloseCode.INTERNAL_ERROR);
            closedWith = code;
        }
    }

    private final CountedBuffers buffers = new CountedBuffers();
    private final EmbeddedChannel time = new EmbeddedChannel();
    private final EventLoop loop = time.eventLoop();
    private final MemoryBudget memory = new MemoryBudget(MEMORY);
    private final List<MemoryServer> servers = new ArrayList<>();
    private final List<MemoryAccount> accounts = new ArrayList<>();
    private final Relays relays;
    private final Gateway gateway;
    private final SessionRegistry<Session> registry =
            new SessionRegistry<>(ResumeLimits.DEFAULT, Peers.NONE);
    private final Map<Long, Integer> answers = new HashMap<>();
    private final Map<Integer, String> states = new HashMap<>();

    /** Clock of the session, so that a slow machine does not throttle it. */
    private long passedNanos;

    private Page client = new Page();
    private SessionRouter inbound;
    private Session session;
    private String token = "";
    private int received;
    private boolean resumed;
    private boolean recovered;

    ScriptedSession() {
        time.freezeTime();
        Dialer dialer =
                new Dialer(
                        this::dial,
                        Names.ofEverything(),
                        TLS,
                        RtmpLimits.DEFAULT,
                        LivenessTimeouts.DEFAULT,
                        new HostRateLimiter(Duration.ZERO));
        relays = new Relays(dialer, RelayLimits.DEFAULT, PlayMetrics.NONE, memory);
        DestinationResolver resolver =
                new DestinationResolver(new AllowList(List.of("*")), _ -> true, Map.of(), 16);
        gateway =
                new Gateway(
                        dialer,
                        () -> resolver,
                        SessionLimits.DEFAULT,
                        GatewayMetrics.NONE,
                        BackoffPolicy.DEFAULT,
                        relays,
                        true,
                        Admission.NONE,
                        memory,
                        Authenticator.NONE,
                        Traces.NONE,
                        "0.1.0");
        session = open();
    }

    private static SslContext tls() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private MemoryChannel dial() {
        MemoryServer server = new MemoryServer(buffers);
        servers.add(server);
        return new MemoryChannel(server, buffers.allocator());
    }

    private Session open() {
        client = new Page();
        Session fresh =
                new Session(
                        "fuzz",
                        gateway,
                        registry,
                        loop,
                        client,
                        Grant.UNRESTRICTED,
                        () -> passedNanos);
        MemoryAccount account =
                memory.open(client.address(), loop, reason -> inbound.overrun(reason));
        accounts.add(account);
        inbound = new SessionRouter(gateway, client, account, fresh, Grant.UNRESTRICTED, false);
        return fresh;
    }

    private void hear(JsonNode message) {
        String type = message.path("type").asText();
        assertThat(message.path("text").asText())
                .doesNotContain("something that this gateway cannot handle");
        if (type.equals("server")) {
            states.put(message.path("server").intValue(), message.path("state").asText());
        }
        if (type.equals("hello")) {
            token = message.path("resume").path("token").asText();
        }
        if (message.has("recovered")) {
            resumed = true;
            recovered = message.path("recovered").booleanValue();
        }
        boolean counts = !type.equals("hello") && !type.equals("ack") && !message.has("recovered");
        received += counts ? 1 : 0;
        if (message.path("id").isIntegralNumber()
                && (type.equals("result") || type.equals("error"))) {
            answers.merge(message.path("id").longValue(), 1, Integer::sum);
        }
    }

    /** Returns the URL of a server with this behavior. */
    static String url(MemoryServer.Manner manner) {
        return "rtmp://s0:" + manner.port() + "/live";
    }

    /**
     * Returns a connection to a server by its index, modulo their number; null before the first.
     */
    @Nullable MemoryServer server(int number) {
        return servers.isEmpty() ? null : servers.get(number % servers.size());
    }

    /** Returns the last reported state of a server; empty if none was reported. */
    String state(int server) {
        return states.getOrDefault(server, "");
    }

    /** Number of responses to each request. */
    int answers(long id) {
        return answers.getOrDefault(id, 0);
    }

    /**
     * Sends input of the client, unless the gateway has closed its WebSocket.
     *
     * @param read runs when the gateway reads it, which it may do later or never
     */
    void deliver(String text, Runnable read) {
        if (client.closedWith == null) {
            client.send(
                    () -> {
                        read.run();
                        inbound.text(text);
                    });
            time.runPendingTasks();
        }
    }

    void sayMedia(byte[] frame) {
        if (client.closedWith == null) {
            client.send(
                    () -> {
                        ByteBuf bytes = buffers.buffer(frame);
                        inbound.media(bytes);
                        inbound.endOfRead();
                        bytes.release();
                    });
            time.runPendingTasks();
        }
    }

    void controlFrame() {
        if (client.closedWith == null) {
            inbound.controlFrame();
        }
    }

    void unreadMedia(long bytes) {
        client.unreadMedia = bytes;
    }

    /** Runs an action at a server, and everything that follows from it. */
    void run(Runnable task) {
        task.run();
        time.runPendingTasks();
    }

    /**
     * The WebSocket is lost; the client opens another, and resumes its session if {@code resumes}.
     * Returns whether the session goes on and nothing was missed.
     */
    boolean loseWebSocket(boolean resumes) {
        client.unsent.clear();
        if (client.closedWith == null) {
            inbound.closed(1006);
            time.runPendingTasks();
        }
        String before = token;
        int taken = received;
        Session old = session;
        Session fresh = open();
        resumed = false;
        recovered = false;
        if (resumes) {
            inbound.text(
                    "{\"id\":1,\"type\":\"resume\",\"token\":\"%s\",\"received\":%d}"
                            .formatted(before, taken));
        }
        time.runPendingTasks();
        if (resumed) {
            token = before;
        } else {
            old.end();
            session = fresh;
            received = 0;
        }
        return recovered;
    }

    void pass(long millis) {
        passedNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        time.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        time.runPendingTasks();
    }

    private void passLong() {
        for (int second = 0; second < LONG_SECONDS; second++) {
            pass(1000);
        }
    }

    /** Waits for every response; returns whether the client is still connected. */
    boolean awaitAnswers() {
        passLong();
        return client.closedWith == null;
    }

    /** Ends the session, and asserts that nothing is left of it. */
    void end() {
        session.end();
        accounts.forEach(MemoryAccount::close);
        CompletableFuture<Void> closed = relays.close();
        passLong();
        assertThat(closed).isDone();
        assertThat(memory.used()).as("bytes of the budget").isZero();
        assertThat(Timers.of(loop)).as("timers").isZero();
        buffers.assertAllReleased();
    }
}
