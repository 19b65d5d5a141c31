package io.multiconnection.rooms;

import static java.util.stream.Collectors.toMap;

import io.multiconnection.gateway.Admission;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.protocol.RejectReason;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.WaitReason;
import io.multiconnection.rooms.AdmissionHook.Verdict;
import io.multiconnection.rooms.Decision.Outcome;
import io.multiconnection.rooms.DirectoryInfo.RoomInfo;
import io.multiconnection.rooms.DirectoryInfo.State;
import io.multiconnection.rooms.PendingClient.Admitting;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.target.BackoffPolicy;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where clients wait that ask for a room: until the directory has come, they are admitted, and a
 * place is reserved for them.
 *
 * <pre>
 * ASKED --hook or operator accepts--> ADMITTED --directory there, place reserved--> accepted
 * ASKED --hook holds--> HELD --operator accepts--> ADMITTED
 * any   --hook or operator rejects, no room, no place, too late--> rejected
 * any   --the client leaves--> left
 * </pre>
 *
 * <p>Thread-safe: all of it lives on one event loop, to which others hand what they want.
 */
public final class Lobby implements Admission {

    /** Where the lobby lives, and how it reaches masters. */
    public record Network(
            EventLoop loop, Dialer dialer, BackoffPolicy recover, MemoryBudget memory) {}

    private static final System.Logger LOG = System.getLogger(Lobby.class.getName());

    /** How long an operator's answer may take to show what became of it. */
    private static final Duration OUTCOME = Duration.ofSeconds(2);

    /** How often those are looked at whose places show in a moment. */
    private static final long AGAIN_MILLIS = 250;

    private record LineKey(String directory, RoomRef room) {}

    private final Map<String, Directory> directories;
    private final LobbyConfig rules;
    private final AdmissionHook hook;
    private final Reservations reservations;
    private final Placement places;
    private final EventLoop loop;
    private final LobbyMetrics metrics;
    private final Map<String, PendingClient> pending = new LinkedHashMap<>();
    private final Map<LineKey, AdmissionQueue> lines = new HashMap<>();
    private final Set<Directory> come = new HashSet<>();
    private volatile Future<?> clock = CompletableFuture.completedFuture(null);

    /** A lobby that is not open yet. */
    public Lobby(
            Collection<DirectoryConfig> directories,
            LobbyConfig rules,
            AdmissionHook hook,
            Reservations reservations,
            Network network,
            LobbyMetrics metrics) {
        this.rules = rules;
        this.hook = hook;
        this.reservations = reservations;
        this.loop = network.loop();
        this.places = new Placement(reservations, loop);
        this.metrics = metrics;
        this.directories =
                directories.stream()
                        .collect(toMap(DirectoryConfig::name, it -> directory(it, network)));
    }

    private Directory directory(DirectoryConfig directory, Network network) {
        return new Directory(
                directory,
                network.dialer(),
                network.recover(),
                network.loop(),
                network.memory(),
                this::changed);
    }

    /** Begins to ask the masters, if there are any. */
    public void open() {
        if (directories.isEmpty()) {
            return;
        }
        loop.execute(() -> directories.values().forEach(Directory::open));
        clock =
                loop.scheduleAtFixedRate(
                        this::lookAgain, AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Leaves the masters; done when that has been done. */
    public Uni<Void> close() {
        return onLoop(
                () -> {
                    clock.cancel(false);
                    directories.values().forEach(Directory::close);
                    return Uni.createFrom().voidItem();
                });
    }

    @Override
    public Visit enter(
            String session, ConnectToRoom request, EventLoop clientLoop, Visitor visitor) {
        Directory directory = directory(request.wish().directory());
        if (directory == null) {
            return Admission.noRoom(noDirectory(request.wish().directory(), directories.size()))
                    .enter(session, request, clientLoop, visitor);
        }
        PendingClient client = new PendingClient(session, request, directory, clientLoop, visitor);
        loop.execute(() -> arrive(client));
        return () -> loop.execute(() -> left(client));
    }

    private @Nullable Directory directory(@Nullable String name) {
        return name == null && directories.size() == 1
                ? directories.values().iterator().next()
                : directories.get(String.valueOf(name));
    }

    /**
     * Returns why a client has no directory.
     *
     * @param name that the client gave
     * @param count of the gateway's directories
     */
    static String noDirectory(@Nullable String name, int count) {
        if (count == 0) {
            return "This gateway has no rooms.";
        }
        return name == null
                ? "This gateway has " + count + " directories of rooms: say which, in directory."
                : "This gateway has no directory of rooms named " + name + ".";
    }

    private void arrive(PendingClient client) {
        if (pending.size() >= rules.max()) {
            reject(client, RejectReason.TOO_MANY, rules.max() + " clients are pending already.");
            return;
        }
        pending.put(client.id(), client);
        metrics.pending(pending.size());
        client.until(
                loop.schedule(() -> late(client), rules.time().toMillis(), TimeUnit.MILLISECONDS));
        ask(client);
        goOn(client);
    }

    /** Where everybody is admitted, nobody has to wait for that. */
    private void ask(PendingClient client) {
        if (hook.equals(AdmissionHook.EVERYBODY)) {
            client.admit(null);
            return;
        }
        client.until(
                Uni.createFrom()
                        .deferred(() -> hook.ask(client.question()))
                        .emitOn(loop)
                        .subscribe()
                        .with(
                                verdict -> answered(client, verdict),
                                failure -> notAnswered(client, failure)));
    }

    /** Tells a client what it waits for, or lines it up for a place. */
    private void goOn(PendingClient client) {
        WaitReason what = client.waitsFor();
        if (client.isDecided()) {
            return;
        }
        if (what != WaitReason.PLACE) {
            client.tell(what);
        } else if (client.linesUp()) {
            LineKey key = new LineKey(client.directory().rules().name(), client.room());
            lines.computeIfAbsent(key, _ -> new AdmissionQueue(this::place)).add(client);
        }
    }

    private void answered(PendingClient client, Verdict verdict) {
        if (client.isDecided() || client.admitting() != Admitting.ASKED) {
            return; // an operator was faster
        }
        switch (verdict) {
            case Verdict.Accept(String room) -> client.admit(room);
            case Verdict.Hold() -> client.hold();
            case Verdict.Reject(String reason) -> reject(client, RejectReason.ADMISSION, reason);
        }
        goOn(client);
    }

    private void notAnswered(PendingClient client, Throwable failure) {
        if (!client.isDecided() && client.admitting() == Admitting.ASKED) {
            LOG.log(Level.WARNING, "pending client {0}: {1}", client.id(), failure.getMessage());
            reject(
                    client,
                    RejectReason.ADMISSION_FAILED,
                    "Whether you may come in cannot be asked now.");
        }
    }

    private void late(PendingClient client) {
        reject(
                client,
                RejectReason.TIMEOUT,
                "Nothing was decided in time. " + client.waitsFor().text());
    }

    /** Gives a client a place, or rejects it; false where that shows later. */
    private Uni<Boolean> place(PendingClient client) {
        return places.find(client).map(found -> take(client, found));
    }

    private boolean take(PendingClient client, PlacementResult found) {
        switch (found) {
            case PlacementResult.At(Place place) when client.isDecided() -> place.giveBack();
            case PlacementResult.At(Place place) -> {
                forget(client);
                metrics.accepted();
                client.accept(place);
            }
            case PlacementResult.Nowhere(Rejection why) -> reject(client, why.reason(), why.text());
            case PlacementResult.Later() -> {
                client.tell(WaitReason.PLACE);
                return client.isDecided();
            }
        }
        return true;
    }

    private void reject(PendingClient client, RejectReason reason, String text) {
        if (!client.isDecided()) {
            forget(client);
            metrics.rejected(reason);
            client.reject(new Rejection(reason, text));
        }
    }

    private void left(PendingClient client) {
        if (!client.isDecided()) {
            forget(client);
            client.leave();
        }
    }

    private void forget(PendingClient client) {
        pending.remove(client.id());
        metrics.pending(pending.size());
    }

    private void changed(Directory directory) {
        Rooms rooms = directory.rooms();
        metrics.directory(
                directory.state(), directory.rules().name(), rooms.all().size(), rooms.malformed());
        if (directory.state() != State.WAITING && come.add(directory)) {
            List.copyOf(pending.values()).forEach(this::goOn);
        }
        lines.values().forEach(AdmissionQueue::go);
    }

    private void lookAgain() {
        lines.values().forEach(AdmissionQueue::go);
        lines.values().removeIf(AdmissionQueue::isEmpty);
    }

    /** Who is pending, the longest waiting first. */
    public Uni<List<PendingInfo>> pending() {
        return onLoop(
                () ->
                        Uni.createFrom()
                                .item(pending.values().stream().map(PendingClient::info).toList()));
    }

    /** An operator admits a client; empty if nobody of that id is pending. */
    public Uni<Optional<Decision>> accept(String id) {
        return decide(
                id,
                client -> {
                    client.admit(null);
                    goOn(client);
                });
    }

    /** An operator rejects a client; empty if nobody of that id is pending. */
    public Uni<Optional<Decision>> reject(String id, String reason) {
        return decide(id, client -> reject(client, RejectReason.OPERATOR, reason));
    }

    private Uni<Optional<Decision>> decide(String id, Consumer<PendingClient> decision) {
        return onLoop(
                () -> {
                    PendingClient client = pending.get(id);
                    if (client == null) {
                        return Uni.createFrom().item(Optional.empty());
                    }
                    decision.accept(client);
                    return Uni.createFrom()
                            .completionStage(client::decision)
                            .ifNoItem()
                            .after(OUTCOME)
                            .on(loop)
                            .recoverWithItem(Decision.of(id, Outcome.ADMITTED))
                            .map(Optional::of);
                });
    }

    /** What the directories say, and how many places are reserved. */
    public Uni<List<DirectoryInfo>> directories() {
        return Multi.createFrom()
                .iterable(directories.values())
                .onItem()
                .transformToUniAndConcatenate(this::info)
                .collect()
                .asList();
    }

    private Uni<DirectoryInfo> info(Directory directory) {
        DirectoryConfig known = directory.rules();
        Rooms rooms = directory.rooms();
        List<Room> all = rooms.all().stream().sorted(Comparator.comparing(Room::id)).toList();
        return reservations
                .reserved(known.name(), all.stream().map(Room::id).toList())
                .map(
                        reserved ->
                                new DirectoryInfo(
                                        known.name(),
                                        known.master().label(),
                                        directory.state(),
                                        rooms.malformed(),
                                        known.counts(),
                                        all.stream().map(it -> info(it, reserved)).toList()));
    }

    private static RoomInfo info(Room room, Map<String, Integer> reserved) {
        return new RoomInfo(
                room.id(),
                room.group(),
                room.labels(),
                room.capacity(),
                room.users(),
                reserved.getOrDefault(room.id(), 0));
    }

    private <T> Uni<T> onLoop(Supplier<Uni<T>> task) {
        return Uni.createFrom().deferred(task::get).runSubscriptionOn(loop);
    }
}
