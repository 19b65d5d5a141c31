package io.multiconnection.rooms;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.Red5;
import io.multiconnection.rooms.DirectoryInfo.State;
import io.multiconnection.rooms.LobbyFixture.Client;
import io.multiconnection.rooms.LobbyFixture.Setup;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.CallResponse;
import io.multiconnection.rtmp.client.ConnectRequest;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetConnectionListener;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClient;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Directory on a real third-party server. */
class Red5MasterIT {

    private static final Duration PATIENCE = HangLimit.DURATION;
    private static final int CROWD = 100;

    /** Application of the master, which sets slots. */
    private static final class Program implements AutoCloseable, NetConnectionListener {

        private final NioEventLoopGroup group = new NioEventLoopGroup(1);
        private final EventLoop loop = group.next();
        private final NetConnection connection;

        Program(String url) {
            ConnectRequest request =
                    new ConnectRequest(
                            RtmpUrl.parse(url),
                            Map.of(),
                            List.of(),
                            PATIENCE,
                            _ -> true,
                            RtmpMemory.unlimited());
            connection = onLoop(RtmpClient.connect(LobbyFixture.dialer(), loop, request, this));
        }

        private <T> T onLoop(Uni<T> task) {
            return task.runSubscriptionOn(loop).await().atMost(PATIENCE);
        }

        CallResponse set(String room, AmfValue value) {
            return onLoop(
                    Uni.createFrom()
                            .deferred(
                                    () ->
                                            connection.call(
                                                    "soSet",
                                                    List.of(
                                                            new AmfString("rooms"),
                                                            new AmfBoolean(true),
                                                            new AmfString(room),
                                                            value),
                                                    PATIENCE)));
        }

        @Override
        public void onStatus(NetStatus status) {}

        @Override
        public void onLost(RtmpClientException fault) {}

        @Override
        public void close() {
            loop.submit(connection::close).syncUninterruptibly();
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void placesManyClientsFromDirectoryOfRed5() {
        try (Red5 red5 = Red5.start();
                Origin servers = Origin.start(OriginOptions.DEFAULT);
                Program program = new Program(red5.url("lab"));
                LobbyFixture crowd = new LobbyFixture(red5.url("lab"), new Setup())) {
            List<Client> early = enter(crowd, CROWD / 2);
            for (int i = 0; i < 10; i++) {
                program.set("room-" + i, MasterRooms.room(servers.url("chat/room-" + i), 0, 10));
            }
            program.set("none", new AmfString("of the kind"));
            await().atMost(PATIENCE).until(() -> directory(crowd).rooms().size() == 10);
            assertThat(directory(crowd).malformed()).isEqualTo(1);
            List<Client> late = enter(crowd, CROWD);
            early.forEach(Client::isAccepted);
            long in = early.stream().filter(Client::isAccepted).count();
            in += late.stream().filter(Client::isAccepted).count();
            assertThat(in).isEqualTo(CROWD);
            assertThat(directory(crowd).rooms()).allMatch(room -> room.reserved() == 10);
            red5.kill();
            await().atMost(PATIENCE).until(() -> directory(crowd).state() == State.STALE);
            assertThat(crowd.enter("late", "'group':'chat'").awaitRejection()).isEqualTo("full");
            red5.restart();
            await().atMost(PATIENCE).until(() -> directory(crowd).state() == State.CURRENT);
            try (Program again = new Program(red5.url("lab"))) {
                again.set("new", MasterRooms.room(servers.url("chat/new"), 0, 1));
                await().atMost(PATIENCE)
                        .until(
                                () ->
                                        directory(crowd).rooms().stream()
                                                .anyMatch(room -> room.id().equals("new")));
                assertThat(crowd.enter("last", "'room':'new'").awaitRoom()).isEqualTo("new");
            }
        }
    }

    private static List<Client> enter(LobbyFixture crowd, int count) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(crowd.enter("client " + i, "'group':'chat'"));
        }
        return clients;
    }

    private static DirectoryInfo directory(LobbyFixture crowd) {
        return crowd.lobby().directories().await().atMost(PATIENCE).getFirst();
    }
}
