package io.multiconnection.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.HangLimit;
import io.multiconnection.gateway.Authenticator;
import io.multiconnection.gateway.ClientSocket;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.GatewayMetrics;
import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.Peers;
import io.multiconnection.gateway.ResumeLimits;
import io.multiconnection.gateway.Session;
import io.multiconnection.gateway.SessionLimits;
import io.multiconnection.gateway.SessionRegistry;
import io.multiconnection.gateway.SessionRouter;
import io.multiconnection.gateway.Traces;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.RelayLimits;
import io.multiconnection.relay.Relays;
import io.multiconnection.rooms.Lobby.Network;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.DestinationResolver;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;

/** Gateway with a lobby and any number of sessions, without WebSockets. */
final class LobbyFixture implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = HangLimit.SECONDS;

    /** Settings that a test may replace. */
    record Setup(
            LobbyLimits rules,
            AdmissionHook hook,
            Reservations reservations,
            UnaryOperator<DirectoryConfig> directory) {

        Setup() {
            this(
                    LobbyLimits.DEFAULT,
                    AdmissionHook.EVERYBODY,
                    new InMemoryReservations(),
                    directory -> directory);
        }

        Setup with(LobbyLimits other) {
            return new Setup(other, hook, reservations, directory);
        }

        Setup with(AdmissionHook other) {
            return new Setup(rules, other, reservations, directory);
        }

        Setup with(Reservations other) {
            return new Setup(rules, hook, other, directory);
        }

        Setup directory(UnaryOperator<DirectoryConfig> other) {
            return new Setup(rules, hook, reservations, other);
        }
    }

    private final NioEventLoopGroup group = new NioEventLoopGroup(2);
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final Relays relays;
    private final Gateway gateway;
    private final SessionRegistry<Session> registry =
            new SessionRegistry<>(ResumeLimits.DEFAULT, Peers.NONE);
    private final Lobby lobby;

    /** The directory is the persistent object {@code rooms} of {@code master}. */
    LobbyFixture(String master, Setup setup) {
        // initializes Mutiny, which is not safe if two threads use it first
        Uni.createFrom().voidItem().await().indefinitely();
        Dialer dialer = dialer();
        BackoffPolicy recover =
                new BackoffPolicy(
                        true, Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofHours(1));
        DirectoryConfig directory =
                new DirectoryConfig(
                        "main",
                        RtmpUrl.parse(master),
                        "rooms",
                        true,
                        new AllowList(List.of("127.0.0.1")),
                        _ -> true,
                        UserCountMode.ALL,
                        Duration.ofMillis(500));
        MemoryBudget memory = MemoryBudget.unlimited();
        lobby =
                new Lobby(
                        List.of(setup.directory().apply(directory)),
                        setup.rules(),
                        setup.hook(),
                        setup.reservations(),
                        new Network(group.next(), dialer, recover, memory),
                        LobbyMetrics.NONE);
        relays = new Relays(dialer, RelayLimits.DEFAULT, PlayMetrics.NONE, memory);
        DestinationResolver resolver =
                new DestinationResolver(new AllowList(List.of()), _ -> false, Map.of(), 16);
        gateway =
                new Gateway(
                        dialer,
                        () -> resolver,
                        SessionLimits.DEFAULT,
                        GatewayMetrics.NONE,
                        recover,
                        relays,
                        true,
                        lobby,
                        memory,
                        Authenticator.NONE,
                        Traces.NONE,
                        "0.1.0");
        lobby.open();
    }

    static Dialer dialer() {
        try {
            return new Dialer(
                    NioSocketChannel::new,
                    DefaultAddressResolverGroup.INSTANCE,
                    SslContextBuilder.forClient().build(),
                    RtmpLimits.DEFAULT,
                    LivenessTimeouts.DEFAULT,
                    new HostRateLimiter(Duration.ofMillis(1)));
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    Lobby lobby() {
        return lobby;
    }

    /** Starts a client with these fields of connect, in single-quoted JSON. */
    Client enter(String user, String fields) {
        Client client = new Client(user);
        clients.add(client);
        String timeout = fields.contains("timeout") ? "" : "'timeout':60000,";
        client.say("{'id':1,'type':'connect',%s'user':'%s',%s}".formatted(timeout, user, fields));
        return client;
    }

    List<PendingInfo> pending() {
        return lobby.pending().await().atMost(Duration.ofSeconds(PATIENCE_SECONDS));
    }

    List<Client> clients() {
        return clients;
    }

    @Override
    public void close() {
        clients.forEach(Client::leave);
        lobby.close().await().indefinitely();
        relays.close().join();
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Client with its session and the events that it received. */
    final class Client implements ClientSocket {

        private final EventLoop loop = group.next();
        private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
        private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        private final CompletableFuture<Void> pending = new CompletableFuture<>();
        private final String user;
        private final SessionRouter inbound;

        Client(String user) {
            this.user = user;
            inbound = loop.submit(() -> begin("session of " + user)).syncUninterruptibly().getNow();
        }

        private SessionRouter begin(String session) {
            return new SessionRouter(
                    gateway,
                    this,
                    gateway.memory().open(address(), loop, _ -> {}),
                    new Session(session, gateway, registry, loop, this, Grant.UNRESTRICTED),
                    Grant.UNRESTRICTED,
                    false);
        }

        String user() {
            return user;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        /** Sends JSON that is written with single quotes. */
        void say(String json) {
            loop.execute(() -> inbound.text(json.replace('\'', '"')));
        }

        /** Waits for the status that the client is pending. */
        void awaitPending() {
            pending.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }

        /** Waits until it is connected; returns the room. */
        String awaitRoom() {
            assertThat(isAccepted()).isTrue();
            return said("NetConnection.Connect.Accepted", "room").getFirst();
        }

        /** Waits until it is rejected; returns the reason. */
        String awaitRejection() {
            assertThat(isAccepted()).isFalse();
            return said("NetConnection.Connect.Rejected", "reason").getFirst();
        }

        boolean isAccepted() {
            JsonNode answered = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            return answered.path("type").textValue().equals("result");
        }

        /** Returns the data of the statuses with this code. */
        List<String> said(String code, String field) {
            return heard.stream()
                    .map(message -> message.path("info"))
                    .filter(info -> code.equals(info.path("code").textValue()))
                    .map(info -> info.path(field).asText())
                    .toList();
        }

        /** Returns whether a message with these fields, in single-quoted JSON, was received. */
        boolean hasHeard(String fields) {
            JsonNode expected = json("{" + fields.replace('\'', '"') + "}");
            return heard.stream()
                    .anyMatch(
                            message ->
                                    expected.properties().stream()
                                            .allMatch(
                                                    field ->
                                                            field.getValue()
                                                                    .equals(
                                                                            message.get(
                                                                                    field
                                                                                            .getKey()))));
        }

        /** Sends a frame of audio on stream 1. */
        void media() {
            byte[] frame = {8, 1, 0, 0, 0, 0, 0, 0, 0x2F};
            loop.submit(() -> inbound.media(Unpooled.wrappedBuffer(frame))).syncUninterruptibly();
        }

        void leave() {
            loop.submit(() -> inbound.closed(1000)).syncUninterruptibly();
        }

        @Override
        public String address() {
            return "192.0.2.1";
        }

        @Override
        public void send(String text) {
            JsonNode message = json(text);
            heard.add(message);
            if (message.path("id").asInt() == 1) {
                answer.complete(message);
            }
            if (text.contains("NetConnection.Connect.Pending")) {
                pending.complete(null);
            }
        }

        private static JsonNode json(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void sendMedia(byte[] frame) {}

        @Override
        public void ping() {}

        @Override
        public long unreadMedia() {
            return 0;
        }

        @Override
        public void close(CloseCode code, String reason) {
            answer.completeExceptionally(new AssertionError(code + ": " + reason));
        }
    }
}
