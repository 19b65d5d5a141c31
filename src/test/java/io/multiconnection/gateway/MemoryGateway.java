package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.CountedBuffers;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
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
import io.netty.channel.ChannelFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Gateway with any number of clients and their servers in memory, on one counting event loop. The
 * servers respond to pings.
 */
public final class MemoryGateway implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Frame of audio on stream 1. */
    static final byte[] FRAME = {8, 1, 0, 0, 0, 0, 0, 0, 0x2F, 1};

    /** Time after which a new session and its connections have settled. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    /** Ack that a client received. */
    record ReceivedAck(long millis, long bytes, long queueBytes) {}

    /** Client with a session that is connected to two servers. */
    final class Client implements ClientSocket {

        final List<ReceivedAck> acks = new ArrayList<>();

        private final int number = clients.size() + 1;

        /** Last reported state of each server. */
        final Map<Integer, String> states = new HashMap<>();

        final Session session;
        final SessionRouter inbound;
        private final MemoryAccount account;
        int pings;
        private boolean waitsForPong;
        private String token = "";
        private @Nullable CloseCode closedWith;
        private String closeReason = "";
        private boolean paused;

        private Client() {
            session =
                    new Session(
                            "session-" + number,
                            gateway,
                            registry,
                            loop,
                            this,
                            Grant.UNRESTRICTED,
                            loop::nanos);
            account = gateway.memory().open(address(), loop, _ -> {});
            inbound = new SessionRouter(gateway, this, account, session, Grant.UNRESTRICTED, false);
        }

        /** Sends a request, whose JSON is written with single quotes. */
        void request(String json) {
            inbound.text(json.replace('\'', '"'));
            loop.runTasks();
        }

        /** Sends {@link #FRAME}. */
        void media() {
            media(1);
        }

        /** Sends {@link #FRAME} several times, which arrive in one read. */
        void media(int count) {
            ByteBuf frame = buffers.buffer(FRAME);
            for (int i = 0; i < count; i++) {
                inbound.media(frame);
            }
            inbound.endOfRead();
            frame.release();
            loop.runTasks();
        }

        /** Resumes the session of another client. */
        void resume(Client before, int received) {
            request(
                    "{'id':100,'type':'resume','token':'%s','received':%d}"
                            .formatted(before.token, received));
        }

        /** Creates and publishes stream 1. */
        Client publish() {
            request("{'id':2,'type':'createStream'}");
            request("{'id':3,'type':'publish','stream':1,'name':'show'}");
            return this;
        }

        /** Returns the code with which the gateway closed the WebSocket; null if it has not. */
        @Nullable CloseCode closedWith() {
            return closedWith;
        }

        String closeReason() {
            return closeReason;
        }

        /** Returns whether the gateway has stopped reading from the WebSocket. */
        boolean isPaused() {
            return paused;
        }

        @Override
        public String address() {
            return "192.0.2.1";
        }

        @Override
        public String loggedAddress() {
            return "198.51.100." + number;
        }

        @Override
        public void send(String text) {
            try {
                JsonNode message = JSON.readTree(text);
                switch (message.path("type").textValue()) {
                    case "hello" -> token = message.path("resume").path("token").textValue();
                    case "server" ->
                            states.put(
                                    message.path("server").intValue(),
                                    message.path("state").textValue());
                    case "ack" -> acks.add(ack(message));
                    case "error" -> throw new AssertionError(text);
                    default -> {}
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        private ReceivedAck ack(JsonNode message) {
            long queued = 0;
            for (JsonNode server : message.path("servers")) {
                queued += server.path("queueBytes").longValue();
            }
            return new ReceivedAck(millis(), message.path("bytes").longValue(), queued);
        }

        @Override
        public void sendMedia(byte[] frame) {}

        @Override
        public void ping() {
            pings++;
            waitsForPong = true;
        }

        /** Responds to the latest ping, unless it has done so. */
        void pong() {
            if (waitsForPong) {
                waitsForPong = false;
                inbound.controlFrame();
            }
        }

        @Override
        public long unreadMedia() {
            return 0;
        }

        @Override
        public void pauseReading() {
            paused = true;
        }

        @Override
        public void resumeReading() {
            paused = false;
        }

        @Override
        public void close(CloseCode code, String reason) {
            closedWith = code;
            closeReason = reason;
        }
    }

    final CountingEventLoop loop = new CountingEventLoop();
    final List<Client> clients = new ArrayList<>();
    final List<MemoryServer> servers = new ArrayList<>();

    /** Whether further servers read nothing at first. */
    boolean newServersStall;

    /** Time of the event loop that passes while a server takes a media or data message. */
    Duration writeTime = Duration.ZERO;

    private final CountedBuffers buffers = new CountedBuffers();
    private final MemoryBudget memory = MemoryBudget.unlimited();
    private final SessionRegistry<Session> registry =
            new SessionRegistry<>(ResumeLimits.DEFAULT, Peers.NONE);
    private final Gateway gateway;

    MemoryGateway() {
        this(TestSession.LIMITS);
    }

    MemoryGateway(SessionLimits limits) {
        gateway = gateway(this::dial, limits, LivenessTimeouts.DEFAULT, memory, loop::nanos);
    }

    /** Returns a gateway that connects to any server over a channel of {@code channels}. */
    public static Gateway gateway(
            ChannelFactory<MemoryChannel> channels,
            SessionLimits limits,
            LivenessTimeouts liveness,
            MemoryBudget memory,
            LongSupplier nanoTime) {
        Dialer dialer;
        try {
            SslContext tls = SslContextBuilder.forClient().build();
            dialer =
                    new Dialer(
                            channels,
                            Names.ofEverything(),
                            () -> tls,
                            RtmpLimits.DEFAULT,
                            liveness,
                            new HostRateLimiter(Duration.ZERO),
                            nanoTime);
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
        DestinationResolver resolver =
                new DestinationResolver(new AllowList(List.of("*")), _ -> true, Map.of(), 16);
        return new Gateway(
                dialer,
                () -> resolver,
                limits,
                GatewayMetrics.NONE,
                BackoffPolicy.DEFAULT,
                new Relays(dialer, RelayLimits.DEFAULT, PlayMetrics.NONE, memory),
                true,
                Admission.NONE,
                memory,
                Authenticator.NONE,
                Traces.NONE,
                "0.1.0");
    }

    private MemoryChannel dial() {
        MemoryServer server = new MemoryServer(buffers, _ -> loop.stay(writeTime));
        server.stall(newServersStall);
        servers.add(server);
        return new MemoryChannel(server, buffers.allocator());
    }

    /** Opens a WebSocket of a client. */
    Client open() {
        Client client = new Client();
        clients.add(client);
        return client;
    }

    /** Connects a client to two servers. */
    Client connect() {
        Client client = open();
        int port = MemoryServer.Manner.HONEST.port();
        client.request(
                "{'id':1,'type':'connect','servers':['rtmp://a:%d/live','rtmp://b:%d/live']}"
                        .formatted(port, port));
        return client;
    }

    /** Returns the time on the clock. */
    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(loop.nanos());
    }

    void passMillis(long millis) {
        loop.pass(millis, TimeUnit.MILLISECONDS);
    }

    /** Lets time pass until nothing remains to be done for new sessions. */
    void settle() {
        passMillis(SETTLED.toMillis());
    }

    /** Ends all sessions, and asserts that nothing is left of them. */
    @Override
    public void close() {
        clients.forEach(client -> client.session.end());
        clients.forEach(client -> client.account.close());
        passMillis(2000);
        assertThat(Timers.of(loop)).as("timers").isZero();
        assertThat(memory.used()).as("bytes of the budget").isZero();
        buffers.assertAllReleased();
    }
}
