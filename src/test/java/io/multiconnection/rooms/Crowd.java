package io.multiconnection.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.Browser;
import io.multiconnection.gateway.Destinations;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.GatewayMetrics;
import io.multiconnection.gateway.HostPace;
import io.multiconnection.gateway.RecoverRules;
import io.multiconnection.gateway.Session;
import io.multiconnection.gateway.SessionLimits;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.Failure;
import io.multiconnection.protocol.GatewayMessage.Result;
import io.multiconnection.protocol.GatewayMessage.StatusNews;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.relay.RelayLimits;
import io.multiconnection.relay.Relays;
import io.multiconnection.rooms.Lobby.Network;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.Patience;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;

/** A gateway with a lobby, and any number of sessions in it, without WebSockets. */
final class Crowd implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    /** Everything that a test may want another way. */
    record Setup(
            LobbyRules rules,
            AdmissionHook hook,
            Reservations reservations,
            UnaryOperator<DirectoryRules> directory) {

        Setup() {
            this(
                    LobbyRules.DEFAULT,
                    AdmissionHook.EVERYBODY,
                    new MemoryReservations(),
                    directory -> directory);
        }

        Setup with(LobbyRules other) {
            return new Setup(other, hook, reservations, directory);
        }

        Setup with(AdmissionHook other) {
            return new Setup(rules, other, reservations, directory);
        }

        Setup with(Reservations other) {
            return new Setup(rules, hook, other, directory);
        }

        Setup directory(UnaryOperator<DirectoryRules> other) {
            return new Setup(rules, hook, reservations, other);
        }
    }

    private final NioEventLoopGroup group = new NioEventLoopGroup(2);
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final Relays relays;
    private final Gateway gateway;
    private final Lobby lobby;

    /** The directory is the persistent object {@code rooms} of {@code master}. */
    Crowd(String master, Setup setup) {
        // Mutiny makes itself ready at its first use, which must not be that of two threads
        Uni.createFrom().voidItem().await().indefinitely();
        Dialer dialer = dialer();
        RecoverRules recover =
                new RecoverRules(
                        true, Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofHours(1));
        HostPace pace = new HostPace(Duration.ofMillis(1));
        DirectoryRules directory =
                new DirectoryRules(
                        "main",
                        RtmpUrl.parse(master),
                        "rooms",
                        true,
                        new Destinations(List.of("127.0.0.1")),
                        _ -> true,
                        Counts.ALL,
                        Duration.ofMillis(500));
        lobby =
                new Lobby(
                        List.of(setup.directory().apply(directory)),
                        setup.rules(),
                        setup.hook(),
                        setup.reservations(),
                        new Network(group.next(), dialer, recover, pace),
                        LobbyMetrics.NONE);
        relays = new Relays(dialer, RelayLimits.DEFAULT, PlayMetrics.NONE);
        gateway =
                new Gateway(
                        dialer,
                        new Destinations(List.of()),
                        _ -> false,
                        Map.of(),
                        SessionLimits.DEFAULT,
                        GatewayMetrics.NONE,
                        recover,
                        pace,
                        relays,
                        true,
                        lobby);
        lobby.open();
    }

    static Dialer dialer() {
        try {
            return new Dialer(
                    NioSocketChannel::new,
                    DefaultAddressResolverGroup.INSTANCE,
                    SslContextBuilder.forClient().build(),
                    RtmpLimits.DEFAULT,
                    Patience.DEFAULT);
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    Lobby lobby() {
        return lobby;
    }

    /** A client that asks with these fields of connect, written with single quotes. */
    Client enter(String user, String fields) {
        Client client = new Client(user);
        clients.add(client);
        String timeout = fields.contains("timeout") ? "" : "'timeout':60000,";
        client.send("{'id':1,'type':'connect',%s'user':'%s',%s}".formatted(timeout, user, fields));
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

    /** One session, and what it has heard. */
    final class Client implements Browser {

        private final EventLoop loop = group.next();
        private final List<GatewayMessage> heard = new CopyOnWriteArrayList<>();
        private final CompletableFuture<GatewayMessage> answer = new CompletableFuture<>();
        private final CompletableFuture<NetStatus> pendingStatus = new CompletableFuture<>();
        private final String user;
        private final Session session;

        Client(String user) {
            this.user = user;
            session =
                    loop.submit(() -> new Session("session of " + user, gateway, loop, this))
                            .syncUninterruptibly()
                            .getNow();
        }

        String user() {
            return user;
        }

        void send(String json) {
            loop.execute(() -> session.receive(json.replace('\'', '"')));
        }

        /** Waits until it is pending; returns the status that said so. */
        NetStatus awaitPending() {
            return pendingStatus.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }

        /** Waits until it is connected; returns the room. */
        String awaitRoom() {
            assertThat(answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
                    .isInstanceOf(Result.class);
            return said("NetConnection.Connect.Accepted", "room").getFirst();
        }

        /** Waits until it is rejected; returns the reason. */
        String awaitRejection() {
            assertThat(answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
                    .isInstanceOf(Failure.class);
            return said("NetConnection.Connect.Rejected", "reason").getFirst();
        }

        boolean isAccepted() {
            return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join() instanceof Result;
        }

        /** What its statuses of this code hold. */
        List<String> said(String code, String field) {
            List<String> said = new ArrayList<>();
            for (GatewayMessage message : heard) {
                if (message instanceof StatusNews news) {
                    NetStatus status = new NetStatus(news.info());
                    if (status.code().equals(code)) {
                        said.add(text(status, field));
                    }
                }
            }
            return said;
        }

        /** Sends a frame of audio on stream 1. */
        void media() {
            loop.submit(
                            () -> {
                                ByteBuf frame =
                                        Unpooled.wrappedBuffer(
                                                new byte[] {8, 1, 0, 0, 0, 0, 0, 0, 0x2F});
                                session.receive(frame);
                                frame.release();
                            })
                    .syncUninterruptibly();
        }

        List<GatewayMessage> heard() {
            return heard;
        }

        void leave() {
            loop.submit(session::ended).syncUninterruptibly();
        }

        @Override
        public void send(GatewayMessage message) {
            heard.add(message);
            switch (message) {
                case Result result when result.id() == 1 -> answer.complete(result);
                case Failure failure when failure.id() == 1 -> answer.complete(failure);
                case StatusNews news -> {
                    NetStatus status = new NetStatus(news.info());
                    if (status.code().equals("NetConnection.Connect.Pending")) {
                        pendingStatus.complete(status);
                    }
                }
                default -> {}
            }
        }

        @Override
        public void sendMedia(byte[] frame) {}

        @Override
        public long unreadMedia() {
            return 0;
        }

        @Override
        public void close(CloseCode code, String reason) {
            answer.completeExceptionally(new AssertionError(code + ": " + reason));
        }
    }

    static String text(NetStatus status, String field) {
        return status.info().get(field) instanceof io.multiconnection.amf.AmfString(String text)
                ? text
                : "";
    }
}
