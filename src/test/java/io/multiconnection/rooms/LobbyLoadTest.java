package io.multiconnection.rooms;

import static io.multiconnection.HangLimit.await;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.Ports;
import io.multiconnection.rooms.AdmissionHook.AdmissionRequest;
import io.multiconnection.rooms.AdmissionHook.AdmissionResponse;
import io.multiconnection.rooms.LobbyFixture.Client;
import io.multiconnection.rtmp.server.ServerLimits;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks many clients that arrive before the directory. */
class LobbyLoadTest {

    private static final int ROOMS = 25;
    private static final int CAPACITY = 80;
    private static final int WELCOME = ROOMS * CAPACITY;
    private static final int UNWELCOME = 200;
    private static final int TOO_MANY = 50;

    @TempDir Path folder;

    /** Admission requests of all clients, answered in random order after the last one. */
    private static final class SlowHook implements AdmissionHook {

        private record Asked(
                AdmissionRequest question, CompletableFuture<AdmissionResponse> answer) {}

        private final List<Asked> asked = new CopyOnWriteArrayList<>();

        @Override
        public Uni<AdmissionResponse> ask(AdmissionRequest question) {
            Asked made = new Asked(question, new CompletableFuture<>());
            asked.add(made);
            return Uni.createFrom().completionStage(made.answer());
        }

        void answer() {
            List<Asked> shuffled = new ArrayList<>(asked);
            Collections.shuffle(shuffled, new Random(7));
            for (Asked each : shuffled) {
                String user = String.valueOf(each.question().wish().user());
                each.answer()
                        .complete(
                                user.startsWith("bad")
                                        ? new AdmissionResponse.Reject("Not you, " + user + ".")
                                        : new AdmissionResponse.Accept(null));
            }
        }
    }

    @Test
    void decidesEveryClientWithoutExceedingCapacity() {
        int masterPort = Ports.free();
        ServerLimits limits = roomFor(WELCOME + TOO_MANY);
        SlowHook hook = new SlowHook();
        try (Origin rooms = Origin.start(OriginOptions.DEFAULT.within(limits));
                LobbyFixture crowd =
                        new LobbyFixture(
                                "rtmp://127.0.0.1:" + masterPort + "/master",
                                new LobbyFixture.Setup().with(hook))) {
            prepare(rooms);
            IntStream.range(0, WELCOME + TOO_MANY)
                    .forEach(i -> crowd.enter("good " + i, "'group':'chat'"));
            IntStream.range(0, UNWELCOME).forEach(i -> crowd.enter("bad " + i, "'group':'chat'"));
            crowd.clients().forEach(Client::awaitPending);
            assertThat(crowd.pending())
                    .hasSize(WELCOME + TOO_MANY + UNWELCOME)
                    .allMatch(client -> client.waitsFor().equals("directory"));
            hook.answer();
            try (Origin _ = master(masterPort)) {
                assertDecisions(crowd, rooms);
            }
        }
    }

    private void assertDecisions(LobbyFixture crowd, Origin rooms) {
        List<Client> accepted = new ArrayList<>();
        int full = 0;
        for (Client client : crowd.clients()) {
            if (client.user().startsWith("bad")) {
                assertThat(client.awaitRejection()).isEqualTo("admission");
                assertThat(client.said("NetConnection.Connect.Rejected", "description"))
                        .containsExactly("Not you, " + client.user() + ".");
            } else if (client.isAccepted()) {
                accepted.add(client);
            } else {
                assertThat(client.awaitRejection()).isEqualTo("full");
                full++;
            }
        }
        Map<String, Long> taken =
                accepted.stream().collect(groupingBy(Client::awaitRoom, counting()));
        assertThat(taken).hasSize(ROOMS).allSatisfy((_, n) -> assertThat(n).isEqualTo(CAPACITY));
        assertThat(full).isEqualTo(TOO_MANY);
        assertThat(crowd.pending()).isEmpty();
        taken.keySet().forEach(room -> assertThat(clientsIn(rooms, room)).isEqualTo(CAPACITY));
        assertThat(reserved(crowd)).allMatch(count -> count == CAPACITY);
        crowd.clients().forEach(Client::leave);
        await().until(() -> reserved(crowd).stream().allMatch(count -> count == 0));
    }

    private static int clientsIn(Origin rooms, String room) {
        List<Object> there = new CopyOnWriteArrayList<>();
        rooms.forEachClient("chat/" + room, there::add).join();
        return there.size();
    }

    private static List<Integer> reserved(LobbyFixture crowd) {
        return crowd
                .lobby()
                .directories()
                .await()
                .atMost(HangLimit.DURATION)
                .getFirst()
                .rooms()
                .stream()
                .map(DirectoryInfo.RoomInfo::reserved)
                .toList();
    }

    /** Restores the directory of the master's previous run. */
    private void prepare(Origin rooms) {
        try (Origin master = master(0)) {
            for (int i = 0; i < ROOMS; i++) {
                MasterRooms.set(
                        master,
                        "room-" + i,
                        MasterRooms.room(rooms.url("chat/room-" + i), 0, CAPACITY));
            }
        }
    }

    private Origin master(int port) {
        return Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", port).keepingIn(folder));
    }

    private static ServerLimits roomFor(int connections) {
        return ServerLimits.DEFAULT.withConnections(connections);
    }
}
