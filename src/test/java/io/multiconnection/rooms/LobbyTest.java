package io.multiconnection.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.rooms.AdmissionHook.AdmissionRequest;
import io.multiconnection.rooms.AdmissionHook.AdmissionResponse;
import io.multiconnection.rooms.DirectoryInfo.State;
import io.multiconnection.rooms.LobbyFixture.Client;
import io.multiconnection.rooms.LobbyFixture.Setup;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All outcomes of one pending client. */
class LobbyTest {

    @TempDir Path folder;

    private final Origin servers = Origin.start(OriginOptions.DEFAULT);
    private Origin master;
    private LobbyFixture crowd;

    @AfterEach
    void close() {
        crowd.close();
        master.close();
        servers.close();
    }

    @BeforeEach
    void openMaster() {
        master = Origin.start(OriginOptions.DEFAULT.keepingIn(folder));
    }

    private void open(Setup setup) {
        crowd = new LobbyFixture(master.url(MasterRooms.APP), setup);
    }

    private void room(String id, int users, int capacity) {
        MasterRooms.set(master, id, MasterRooms.room(servers.url("chat/" + id), users, capacity));
    }

    private void roomOnTwo(String one, String two) {
        AmfStrictArray urls = new AmfStrictArray(List.of(new AmfString(one), new AmfString(two)));
        MasterRooms.set(master, "two", MasterRooms.room(one, 0, 10).with("urls", urls));
    }

    private DirectoryInfo directory() {
        return crowd.lobby().directories().await().atMost(Duration.ofSeconds(20)).getFirst();
    }

    private int reserved(String room) {
        return directory().rooms().stream()
                .filter(it -> it.id().equals(room))
                .mapToInt(DirectoryInfo.RoomInfo::reserved)
                .sum();
    }

    private PendingInfo onlyPending() {
        await().until(() -> crowd.pending().size() == 1);
        return crowd.pending().getFirst();
    }

    private AdmissionDecision accept(String id) {
        return crowd.lobby().accept(id).await().atMost(Duration.ofSeconds(20)).orElseThrow();
    }

    private Optional<AdmissionDecision> reject(String id, String reason) {
        return crowd.lobby().reject(id, reason).await().atMost(Duration.ofSeconds(20));
    }

    private static AdmissionHook always(AdmissionResponse verdict) {
        return _ -> Uni.createFrom().item(verdict);
    }

    @Test
    void givesPlaceBackWhenClientDisconnects() {
        room("lobby", 0, 1);
        open(new Setup());
        Client client = crowd.enter("Foo", "'room':'lobby'");
        assertThat(client.awaitRoom()).isEqualTo("lobby");
        assertThat(reserved("lobby")).isEqualTo(1);
        assertThat(crowd.enter("Bar", "'room':'lobby'").awaitRejection()).isEqualTo("full");
        client.say("{'id':2,'type':'disconnect'}");
        await().until(() -> reserved("lobby") == 0);
        assertThat(crowd.enter("Baz", "'room':'lobby'").awaitRoom()).isEqualTo("lobby");
    }

    @Test
    void givesPlaceBackWhenOnlyServerIsRemoved() {
        room("lobby", 0, 1);
        open(new Setup());
        Client client = crowd.enter("Foo", "'room':'lobby'");
        client.awaitRoom();
        client.say("{'id':2,'type':'removeServer','server':0}");
        await().until(() -> reserved("lobby") == 0);
    }

    @Test
    void givesPlaceBackWhenSetupFails() {
        MasterRooms.set(master, "gone", MasterRooms.room("rtmp://127.0.0.1:1/chat", 0, 1));
        open(new Setup());
        Client client = crowd.enter("Foo", "'room':'gone'");
        assertThat(client.isAccepted()).isFalse();
        await().until(() -> reserved("gone") == 0);
        assertThat(client.hasHeard("'type':'error','code':'setup-failed'")).isTrue();
    }

    @Test
    void avoidsUnreachableServer() {
        roomOnTwo("rtmp://127.0.0.1:1/chat", servers.url("chat/two"));
        open(new Setup());
        assertThat(crowd.enter("Foo", "'room':'two'").isAccepted()).isFalse();
        assertThat(crowd.enter("Bar", "'room':'two'").awaitRoom()).isEqualTo("two");
        assertThat(crowd.enter("Baz", "'room':'two'").awaitRoom()).isEqualTo("two");
    }

    @Test
    void choosesServerWithFewestClients() {
        roomOnTwo(servers.url("chat/one"), servers.url("chat/two"));
        open(new Setup());
        for (int i = 0; i < 4; i++) {
            crowd.enter("client " + i, "'room':'two'").awaitRoom();
        }
        for (String app : List.of("chat/one", "chat/two")) {
            List<Object> there = new CopyOnWriteArrayList<>();
            servers.forEachClient(app, there::add).join();
            assertThat(there).hasSize(2);
        }
    }

    @Test
    void choosesRoomOfGroupWithLowestUsage() {
        room("half", 5, 10);
        room("tenth", 10, 100);
        room("full", 3, 3);
        open(new Setup());
        assertThat(crowd.enter("Foo", "'group':'chat'").awaitRoom()).isEqualTo("tenth");
    }

    @Test
    void updatesChangeRoutingAtOnce() {
        room("a", 0, 10);
        room("b", 9, 10);
        open(new Setup());
        assertThat(crowd.enter("Foo", "'group':'chat'").awaitRoom()).isEqualTo("a");
        room("a", 10, 10);
        await().until(() -> directory().rooms().getFirst().users() == 10);
        assertThat(crowd.enter("Bar", "'group':'chat'").awaitRoom()).isEqualTo("b");
        MasterRooms.set(master, "b", AmfNull.NULL);
        await().until(() -> directory().rooms().size() == 1);
        assertThat(crowd.enter("Baz", "'room':'b'").awaitRejection()).isEqualTo("no-such-room");
    }

    @Test
    void countsMalformedSlots() {
        room("good", 0, 10);
        MasterRooms.set(master, "bad", new AmfString("no object"));
        MasterRooms.set(master, "worse", MasterRooms.room("http://127.0.0.1/", 0, 10));
        MasterRooms.set(
                master, "foreign", MasterRooms.room("rtmp://elsewhere.invalid/chat", 0, 10));
        open(new Setup());
        assertThat(crowd.enter("Foo", "'room':'good'").awaitRoom()).isEqualTo("good");
        assertThat(directory().malformed()).isEqualTo(2);
        assertThat(crowd.enter("Bar", "'room':'bad'").awaitRejection()).isEqualTo("no-such-room");
        assertThat(crowd.enter("Baz", "'room':'foreign'").awaitRejection())
                .isEqualTo("not-allowed");
        assertThat(crowd.enter("Qux", "'room':'good','directory':'other'").awaitRejection())
                .isEqualTo("no-such-room");
    }

    @Test
    void keepsLastRoomsWhileMasterIsLost() {
        room("lobby", 0, 10);
        open(new Setup());
        crowd.enter("Foo", "'room':'lobby'").awaitRoom();
        int port = master.port();
        master.close();
        await().until(() -> directory().state() == State.STALE);
        assertThat(crowd.enter("Bar", "'room':'lobby'").awaitRoom()).isEqualTo("lobby");
        master = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", port).keepingIn(folder));
        await().until(() -> directory().state() == State.CURRENT);
        room("new", 0, 10);
        await().until(() -> directory().rooms().size() == 2);
    }

    @Test
    void otherRequestsWaitInOrder() {
        room("lobby", 0, 10);
        CompletableFuture<AdmissionResponse> verdict = new CompletableFuture<>();
        open(new Setup().with(_ -> Uni.createFrom().completionStage(verdict)));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        client.awaitPending();
        client.say("{'id':2,'type':'createStream'}");
        client.say("{'id':3,'type':'publish','stream':1,'name':'show'}");
        client.say("{'id':4,'type':'connect','room':'lobby'}");
        client.media();
        await().until(() -> client.hasHeard("'type':'error','code':'bad-state','id':4"));
        verdict.complete(new AdmissionResponse.Accept(null));
        await().until(() -> client.hasHeard("'type':'result','id':3"));
        assertThat(client.hasHeard("'type':'error','code':'not-publishing'")).isFalse();
    }

    @Test
    void hookMayRejectWithReason() {
        room("lobby", 0, 10);
        open(new Setup().with(always(new AdmissionResponse.Reject("Members only."))));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        assertThat(client.awaitRejection()).isEqualTo("admission");
        assertThat(client.said("NetConnection.Connect.Rejected", "description"))
                .containsExactly("Members only.");
        assertThat(client.hasHeard("'type':'error','code':'rejected'")).isTrue();
    }

    @Test
    void hookMayChooseAnotherRoom() {
        room("lobby", 0, 10);
        room("cellar", 0, 10);
        open(new Setup().with(always(new AdmissionResponse.Accept("cellar"))));
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRoom()).isEqualTo("cellar");
    }

    @Test
    void rejectsClientsWhenHookFails() {
        room("lobby", 0, 10);
        open(
                new Setup()
                        .with(
                                _ -> {
                                    throw new IllegalStateException("broken");
                                }));
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRejection())
                .isEqualTo("admission-failed");
    }

    @Test
    void operatorDecidesHeldClient() {
        room("lobby", 0, 10);
        open(new Setup().with(always(new AdmissionResponse.Hold())));
        Client client = crowd.enter("Foo", "'room':'lobby','credentials':'hush'");
        await().until(() -> onlyPending().waitsFor().equals("operator"));
        PendingInfo info = onlyPending();
        assertThat(info.user()).isEqualTo("Foo");
        assertThat(info.room()).isEqualTo("lobby");
        assertThat(info.toString()).doesNotContain("hush");
        AdmissionDecision decision = accept(info.id());
        assertThat(decision.outcome()).isEqualTo(AdmissionDecision.Outcome.ACCEPTED);
        assertThat(decision.room()).isEqualTo("lobby");
        assertThat(client.awaitRoom()).isEqualTo("lobby");
        assertThat(reject(info.id(), "too late")).isEmpty();
    }

    @Test
    void operatorMayReject() {
        room("lobby", 0, 10);
        open(new Setup().with(always(new AdmissionResponse.Hold())));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        assertThat(reject(onlyPending().id(), "Not today.").orElseThrow().outcome())
                .isEqualTo(AdmissionDecision.Outcome.REJECTED);
        assertThat(client.awaitRejection()).isEqualTo("operator");
        assertThat(client.said("NetConnection.Connect.Rejected", "description"))
                .containsExactly("Not today.");
    }

    @Test
    void operatorDecisionOverridesPendingHook() {
        room("lobby", 0, 10);
        CompletableFuture<AdmissionResponse> verdict = new CompletableFuture<>();
        open(new Setup().with(_ -> Uni.createFrom().completionStage(verdict)));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        accept(onlyPending().id());
        verdict.complete(new AdmissionResponse.Reject("no"));
        assertThat(client.awaitRoom()).isEqualTo("lobby");
    }

    @Test
    void rejectsClientThatWaitsTooLongForDirectory() {
        Setup setup = new Setup().with(new LobbyLimits(10, Duration.ofMillis(50)));
        crowd = new LobbyFixture("rtmp://127.0.0.1:1/master", setup);
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRejection()).isEqualTo("timeout");
    }

    @Test
    void rejectsClientThatIsHeldTooLong() {
        room("lobby", 0, 10);
        open(
                new Setup()
                        .with(new LobbyLimits(10, Duration.ofMillis(50)))
                        .with(always(new AdmissionResponse.Hold())));
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRejection()).isEqualTo("timeout");
        assertThat(crowd.pending()).isEmpty();
    }

    @Test
    void rejectsClientOverPendingLimit() {
        room("lobby", 0, 10);
        open(
                new Setup()
                        .with(new LobbyLimits(1, Duration.ofMinutes(1)))
                        .with(always(new AdmissionResponse.Hold())));
        crowd.enter("Foo", "'room':'lobby'").awaitPending();
        assertThat(crowd.enter("Bar", "'room':'lobby'").awaitRejection()).isEqualTo("too-many");
    }

    @Test
    void removesLeavingClientFromPending() {
        room("lobby", 0, 1);
        CompletableFuture<AdmissionRequest> asked = new CompletableFuture<>();
        open(
                new Setup()
                        .with(
                                question -> {
                                    asked.complete(question);
                                    return Uni.createFrom().item(new AdmissionResponse.Hold());
                                }));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        String id = asked.join().pendingId();
        client.say("{'id':2,'type':'disconnect'}");
        assertThat(client.isAccepted()).isFalse();
        assertThat(client.hasHeard("'type':'error','code':'setup-failed'")).isTrue();
        await().until(() -> crowd.pending().isEmpty());
        assertThat(crowd.lobby().accept(id).await().indefinitely()).isEmpty();
        assertThat(reserved("lobby")).isZero();
    }

    @Test
    void givesPlaceBackWhenClientLeavesDuringReservation() {
        room("lobby", 0, 1);
        CompletableFuture<Void> reserving = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        open(
                new Setup()
                        .with(
                                new InterceptedReservations(
                                        () -> {
                                            reserving.complete(null);
                                            return Uni.createFrom().completionStage(goOn);
                                        })));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        reserving.join();
        client.leave();
        await().until(() -> crowd.pending().isEmpty());
        goOn.complete(null);
        assertThat(crowd.enter("Bar", "'room':'lobby'").awaitRoom()).isEqualTo("lobby");
        assertThat(reserved("lobby")).isEqualTo(1);
    }

    @Test
    void rejectsClientsWithoutReservationStore() {
        room("lobby", 0, 1);
        Throwable gone = new Reservations.UnavailableException("gone");
        open(new Setup().with(new InterceptedReservations(() -> Uni.createFrom().failure(gone))));
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRejection()).isEqualTo("unavailable");
    }

    /** Checks clients that the application may or may not count yet. */
    @Test
    void uncountedPlacesExpire() {
        room("lobby", 0, 2);
        open(new Setup().directory(it -> settling(it, Duration.ofMillis(500))));
        Client first = crowd.enter("Foo", "'room':'lobby','timeout':2000");
        first.awaitRoom();
        room("lobby", 1, 2);
        await().until(() -> directory().rooms().getFirst().users() == 1);
        Client second = crowd.enter("Bar", "'room':'lobby','timeout':2000");
        assertThat(second.awaitRoom()).isEqualTo("lobby");
        assertThat(second.said("NetConnection.Connect.Pending", "waitsFor")).contains("place");
        assertThat(crowd.enter("Baz", "'room':'lobby'").awaitRejection()).isEqualTo("full");
    }

    private static DirectoryConfig settling(DirectoryConfig rules, Duration settle) {
        return new DirectoryConfig(
                rules.name(),
                rules.master(),
                rules.object(),
                rules.persistent(),
                rules.servers(),
                rules.addresses(),
                rules.counts(),
                settle);
    }
}
