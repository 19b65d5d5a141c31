package io.multiconnection.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.CountedBuffers;
import io.multiconnection.gateway.Admission.Place;
import io.multiconnection.gateway.Admission.Rejection;
import io.multiconnection.gateway.Admission.Visitor;
import io.multiconnection.gateway.CountingEventLoop;
import io.multiconnection.gateway.MemoryChannel;
import io.multiconnection.gateway.MemoryServer;
import io.multiconnection.gateway.Names;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.protocol.RejectReason;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.RequestReader;
import io.multiconnection.protocol.WaitReason;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.netty.handler.ssl.SslContextBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work of a lobby on its event loop, with and without clients that wait for a place. */
class LobbyRetryTest {

    private final CountingEventLoop loop = new CountingEventLoop();
    private final CountedBuffers buffers = new CountedBuffers();
    private final MemoryServer master = new MemoryServer(buffers, _ -> {});
    private final Places places = new Places();
    private final Client client = new Client();
    private Lobby lobby;

    /** Places that are full, or of which one may be free soon. */
    private static final class Places implements Reservations {

        private Outcome outcome = new Outcome.Unsettled();
        private int requests;

        @Override
        public Uni<Outcome> reserve(ReservationRequest wish) {
            requests++;
            return Uni.createFrom().item(outcome);
        }

        @Override
        public void free(Reservation seat) {}

        @Override
        public Uni<Map<String, Integer>> reserved(String directory, List<String> rooms) {
            return Uni.createFrom().item(Map.of());
        }
    }

    private static final class Client implements Visitor {

        private final List<RejectReason> rejections = new ArrayList<>();

        @Override
        public void waits(String pendingId, WaitReason what) {}

        @Override
        public void accepted(Place place) {
            throw new AssertionError(place.room());
        }

        @Override
        public void rejected(Rejection rejection) {
            rejections.add(rejection.reason());
        }
    }

    @BeforeEach
    void openLobby() throws SSLException {
        Dialer dialer =
                new Dialer(
                        () -> new MemoryChannel(master, buffers.allocator()),
                        Names.ofEverything(),
                        SslContextBuilder.forClient().build(),
                        RtmpLimits.DEFAULT,
                        LivenessTimeouts.DEFAULT,
                        new HostRateLimiter(Duration.ZERO));
        DirectoryConfig directory =
                new DirectoryConfig(
                        "main",
                        RtmpUrl.parse(
                                "rtmp://master:" + MemoryServer.Manner.HONEST.port() + "/rooms"),
                        "rooms",
                        true,
                        new AllowList(List.of("*")),
                        _ -> true,
                        UserCountMode.ALL,
                        Duration.ofMillis(500));
        lobby =
                new Lobby(
                        List.of(directory),
                        LobbyLimits.DEFAULT,
                        AdmissionHook.EVERYBODY,
                        places,
                        new Lobby.Network(
                                loop, dialer, BackoffPolicy.DEFAULT, MemoryBudget.unlimited()),
                        LobbyMetrics.NONE);
        lobby.open();
        loop.runTasks();
        master.send(
                "rooms", 2, List.of(new Change("lobby", MasterRooms.room("rtmp://s/chat", 1, 2))));
        pass(5000);
    }

    @AfterEach
    void close() {
        lobby.close().subscribe().with(_ -> {});
        pass(2000);
        buffers.assertAllReleased();
    }

    @Test
    void schedulesNoTaskWhileNoClientWaits() {
        assertSchedulesNothing();
    }

    @Test
    void retriesFourTimesPerSecondWhileClientWaitsForPlace() {
        enter();
        assertThat(places.requests).isOne();
        pass(10_000);
        assertThat(places.requests).isEqualTo(1 + 40);
        places.outcome = new Reservations.Outcome.Full();
        pass(250);
        assertThat(client.rejections).containsExactly(RejectReason.FULL);
        pass(250);
        assertSchedulesNothing();
        enter();
        assertThat(client.rejections).hasSize(2);
    }

    private void enter() {
        String json = "{\"id\":1,\"type\":\"connect\",\"room\":\"lobby\"}";
        var _ = lobby.enter("s", (ConnectToRoom) new RequestReader(8).read(json), loop, client);
        loop.runTasks();
    }

    private void assertSchedulesNothing() {
        long scheduled = loop.scheduled();
        long run = loop.run();
        pass(1000);
        assertThat(loop.run() - run).as("runs of tasks").isZero();
        assertThat(loop.scheduled() - scheduled).as("scheduled tasks").isZero();
    }

    private void pass(long millis) {
        loop.pass(millis, TimeUnit.MILLISECONDS);
    }
}
