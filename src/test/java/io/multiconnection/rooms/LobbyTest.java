package io.multiconnection.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.origin.Origin;
import io.multiconnection.rooms.AdmissionHook.Question;
import io.multiconnection.rooms.AdmissionHook.Verdict;
import io.multiconnection.rooms.Crowd.Client;
import io.multiconnection.rooms.Crowd.Setup;
import io.multiconnection.rooms.DirectoryInfo.State;
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

/** What becomes of one client, in every way. */
class LobbyTest {

    @TempDir Path folder;

    private final Origin servers = Origin.start(Origin.Options.DEFAULT);
    private Origin master;
    private Crowd crowd;

    @AfterEach
    void close() {
        crowd.close();
        master.close();
        servers.close();
    }

    @BeforeEach
    void openMaster() {
        master = Origin.start(Origin.Options.DEFAULT.keepingIn(folder));
    }

    private void open(Setup setup) {
        crowd = new Crowd(master.url(Master.APP), setup);
    }

    private void room(String id, int users, int capacity) {
        Master.set(master, id, Master.room(servers.url("chat/" + id), users, capacity));
    }

    private void roomOnTwo(String one, String two) {
        AmfStrictArray urls = new AmfStrictArray(List.of(new AmfString(one), new AmfString(two)));
        Master.set(master, "two", Master.room(one, 0, 10).with("urls", urls));
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

    private Decision accept(String id) {
        return crowd.lobby().accept(id).await().atMost(Duration.ofSeconds(20)).orElseThrow();
    }

    private Optional<Decision> reject(String id, String reason) {
        return crowd.lobby().reject(id, reason).await().atMost(Duration.ofSeconds(20));
    }

    private static AdmissionHook always(Verdict verdict) {
        return _ -> Uni.createFrom().item(verdict);
    }

    @Test
    void aClientGetsItsRoomAndGivesItBackWhenItDisconnects() {
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
    void removingTheOnlyServerGivesThePlaceBack() {
        room("lobby", 0, 1);
        open(new Setup());
        Client client = crowd.enter("Foo", "'room':'lobby'");
        client.awaitRoom();
        client.say("{'id':2,'type':'removeServer','server':0}");
        await().until(() -> reserved("lobby") == 0);
    }

    @Test
    void aSetupThatFailsGivesThePlaceBack() {
        Master.set(master, "gone", Master.room("rtmp://127.0.0.1:1/chat", 0, 1));
        open(new Setup());
        Client client = crowd.enter("Foo", "'room':'gone'");
        assertThat(client.isAccepted()).isFalse();
        await().until(() -> reserved("gone") == 0);
        assertThat(client.hasHeard("'type':'error','code':'setup-failed'")).isTrue();
    }

    @Test
    void aServerThatCannotBeReachedIsAvoided() {
        roomOnTwo("rtmp://127.0.0.1:1/chat", servers.url("chat/two"));
        open(new Setup());
        assertThat(crowd.enter("Foo", "'room':'two'").isAccepted()).isFalse();
        assertThat(crowd.enter("Bar", "'room':'two'").awaitRoom()).isEqualTo("two");
        assertThat(crowd.enter("Baz", "'room':'two'").awaitRoom()).isEqualTo("two");
    }

    @Test
    void theServerWithTheFewestClientsIsChosen() {
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
    void theBestRoomOfAGroupHasTheLeastPartTaken() {
        room("half", 5, 10);
        room("tenth", 10, 100);
        room("full", 3, 3);
        open(new Setup());
        assertThat(crowd.enter("Foo", "'group':'chat'").awaitRoom()).isEqualTo("tenth");
    }

    @Test
    void updatesMoveTheRoutingAtOnce() {
        room("a", 0, 10);
        room("b", 9, 10);
        open(new Setup());
        assertThat(crowd.enter("Foo", "'group':'chat'").awaitRoom()).isEqualTo("a");
        room("a", 10, 10);
        await().until(() -> directory().rooms().getFirst().users() == 10);
        assertThat(crowd.enter("Bar", "'group':'chat'").awaitRoom()).isEqualTo("b");
        Master.set(master, "b", AmfNull.NULL);
        await().until(() -> directory().rooms().size() == 1);
        assertThat(crowd.enter("Baz", "'room':'b'").awaitRejection()).isEqualTo("no-such-room");
    }

    @Test
    void whatIsNoRoomIsPassedOverAndCounted() {
        room("good", 0, 10);
        Master.set(master, "bad", new AmfString("no object"));
        Master.set(master, "worse", Master.room("http://127.0.0.1/", 0, 10));
        Master.set(master, "foreign", Master.room("rtmp://elsewhere.invalid/chat", 0, 10));
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
    void aLostMasterLeavesItsLastCopyAndComesBack() {
        room("lobby", 0, 10);
        open(new Setup());
        crowd.enter("Foo", "'room':'lobby'").awaitRoom();
        int port = master.port();
        master.close();
        await().until(() -> directory().state() == State.STALE);
        assertThat(crowd.enter("Bar", "'room':'lobby'").awaitRoom()).isEqualTo("lobby");
        master = Origin.start(Origin.Options.DEFAULT.on("127.0.0.1", port).keepingIn(folder));
        await().until(() -> directory().state() == State.CURRENT);
        room("new", 0, 10);
        await().until(() -> directory().rooms().size() == 2);
    }

    @Test
    void otherRequestsWaitInTheirOrder() {
        room("lobby", 0, 10);
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        open(new Setup().with(_ -> Uni.createFrom().completionStage(verdict)));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        client.awaitPending();
        client.say("{'id':2,'type':'createStream'}");
        client.say("{'id':3,'type':'publish','stream':1,'name':'show'}");
        client.say("{'id':4,'type':'connect','room':'lobby'}");
        client.media();
        await().until(() -> client.hasHeard("'type':'error','code':'bad-state','id':4"));
        verdict.complete(new Verdict.Accept(null));
        await().until(() -> client.hasHeard("'type':'result','id':3"));
        assertThat(client.hasHeard("'type':'error','code':'not-publishing'")).isFalse();
    }

    @Test
    void theHookMayRejectInItsOwnWords() {
        room("lobby", 0, 10);
        open(new Setup().with(always(new Verdict.Reject("Members only."))));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        assertThat(client.awaitRejection()).isEqualTo("admission");
        assertThat(client.said("NetConnection.Connect.Rejected", "description"))
                .containsExactly("Members only.");
        assertThat(client.hasHeard("'type':'error','code':'rejected'")).isTrue();
    }

    @Test
    void theHookMaySendElsewhere() {
        room("lobby", 0, 10);
        room("cellar", 0, 10);
        open(new Setup().with(always(new Verdict.Accept("cellar"))));
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRoom()).isEqualTo("cellar");
    }

    @Test
    void aHookThatFailsLetsNobodyIn() {
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
    void anOperatorDecidesWhatIsHeld() {
        room("lobby", 0, 10);
        open(new Setup().with(always(new Verdict.Hold())));
        Client client = crowd.enter("Foo", "'room':'lobby','credentials':'hush'");
        await().until(() -> onlyPending().waitsFor().equals("operator"));
        PendingInfo info = onlyPending();
        assertThat(info.user()).isEqualTo("Foo");
        assertThat(info.room()).isEqualTo("lobby");
        assertThat(info.toString()).doesNotContain("hush");
        Decision decision = accept(info.id());
        assertThat(decision.outcome()).isEqualTo(Decision.Outcome.ACCEPTED);
        assertThat(decision.room()).isEqualTo("lobby");
        assertThat(client.awaitRoom()).isEqualTo("lobby");
        assertThat(reject(info.id(), "too late")).isEmpty();
    }

    @Test
    void anOperatorMayReject() {
        room("lobby", 0, 10);
        open(new Setup().with(always(new Verdict.Hold())));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        assertThat(reject(onlyPending().id(), "Not today.").orElseThrow().outcome())
                .isEqualTo(Decision.Outcome.REJECTED);
        assertThat(client.awaitRejection()).isEqualTo("operator");
        assertThat(client.said("NetConnection.Connect.Rejected", "description"))
                .containsExactly("Not today.");
    }

    @Test
    void anOperatorsWordCountsBeforeTheHooks() {
        room("lobby", 0, 10);
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        open(new Setup().with(_ -> Uni.createFrom().completionStage(verdict)));
        Client client = crowd.enter("Foo", "'room':'lobby'");
        accept(onlyPending().id());
        verdict.complete(new Verdict.Reject("no"));
        assertThat(client.awaitRoom()).isEqualTo("lobby");
    }

    @Test
    void whoWaitsTooLongForTheDirectoryIsRejected() {
        Setup setup = new Setup().with(new LobbyConfig(10, Duration.ofMillis(50)));
        crowd = new Crowd("rtmp://127.0.0.1:1/master", setup);
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRejection()).isEqualTo("timeout");
    }

    @Test
    void whoIsHeldTooLongIsRejected() {
        room("lobby", 0, 10);
        open(
                new Setup()
                        .with(new LobbyConfig(10, Duration.ofMillis(50)))
                        .with(always(new Verdict.Hold())));
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRejection()).isEqualTo("timeout");
        assertThat(crowd.pending()).isEmpty();
    }

    @Test
    void oneMoreThanMayBePendingIsRejected() {
        room("lobby", 0, 10);
        open(
                new Setup()
                        .with(new LobbyConfig(1, Duration.ofMinutes(1)))
                        .with(always(new Verdict.Hold())));
        crowd.enter("Foo", "'room':'lobby'").awaitPending();
        assertThat(crowd.enter("Bar", "'room':'lobby'").awaitRejection()).isEqualTo("too-many");
    }

    @Test
    void whoLeavesIsNotPendingAnyMore() {
        room("lobby", 0, 1);
        CompletableFuture<Question> asked = new CompletableFuture<>();
        open(
                new Setup()
                        .with(
                                question -> {
                                    asked.complete(question);
                                    return Uni.createFrom().item(new Verdict.Hold());
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
    void whoLeavesWhileAPlaceIsReservedGivesItBack() {
        room("lobby", 0, 1);
        CompletableFuture<Void> reserving = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        open(
                new Setup()
                        .with(
                                new Detour(
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
    void withoutAStoreNobodyComesIn() {
        room("lobby", 0, 1);
        Throwable gone = new Reservations.UnavailableException("gone");
        open(new Setup().with(new Detour(() -> Uni.createFrom().failure(gone))));
        assertThat(crowd.enter("Foo", "'room':'lobby'").awaitRejection()).isEqualTo("unavailable");
    }

    /** The application counts who has just come, or does not yet: that shows in a moment. */
    @Test
    void whoMayBeCountedTwiceKeepsNobodyOutForLong() {
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
