package io.multiconnection.rooms;

import static java.util.stream.Collectors.toMap;

import io.multiconnection.gateway.Admission;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.protocol.RejectReason;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.WaitReason;
import io.multiconnection.rooms.AdmissionDecision.Outcome;
import io.multiconnection.rooms.AdmissionHook.AdmissionResponse;
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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lobby of the clients that wait for a room: until the directory is known, the client is admitted
 * and a place is reserved.
 *
 * <pre>
 * REQUESTED --hook or operator accepts--> ADMITTED --directory known, place reserved--> accepted
 * REQUESTED --hook holds--> HELD --operator accepts--> ADMITTED
 * any --hook or operator rejects, no room, no place, timeout--> rejected
 * any --the client leaves--> left
 * </pre>
 *
 * <p>Thread-safe: all state lives on one event loop, to which calls are passed.
 */
public final class Lobby implements Admission {

    /** Event loop of the lobby, and the services to connect to masters. */
    public record Network(
            EventLoop loop, Dialer dialer, BackoffPolicy backoff, MemoryBudget memory) {}

    private static final System.Logger LOG = System.getLogger(Lobby.class.getName());

    /** Limit of the time for which an operator's request waits for the outcome. */
    private static final Duration OUTCOME_TIMEOUT = Duration.ofSeconds(2);

    /** Interval of the retries for clients whose placement has to wait, in milliseconds. */
    private static final long RETRY_MILLIS = 250;

    private record QueueKey(String directory, RoomRef room) {}

    private final Map<String, RoomDirectory> directories;
    private final LobbyLimits limits;
    private final AdmissionHook hook;
    private final Reservations reservations;
    private final Placement placement;
    private final EventLoop loop;
    private final LobbyMetrics metrics;
    private final Map<String, PendingClient> pending = new LinkedHashMap<>();
    private final Map<QueueKey, AdmissionQueue> queues = new HashMap<>();
    private final Set<RoomDirectory> known = new HashSet<>();
    private @Nullable Future<?> retry;

    /** Creates a lobby that is not connected to masters yet. */
    public Lobby(
            Collection<DirectoryConfig> directories,
            LobbyLimits limits,
            AdmissionHook hook,
            Reservations reservations,
            Network network,
            LobbyMetrics metrics) {
        this.limits = limits;
        this.hook = hook;
        this.reservations = reservations;
        this.loop = network.loop();
        this.placement = new Placement(reservations, loop);
        this.metrics = metrics;
        this.directories =
                directories.stream()
                        .collect(toMap(DirectoryConfig::name, it -> directory(it, network)));
    }

    private RoomDirectory directory(DirectoryConfig directory, Network network) {
        return new RoomDirectory(
                directory,
                network.dialer(),
                network.backoff(),
                network.loop(),
                network.memory(),
                this::changed);
    }

    /** Connects to the masters, if there are any. */
    public void open() {
        loop.execute(() -> directories.values().forEach(RoomDirectory::open));
    }

    /** Disconnects from the masters. */
    public Uni<Void> close() {
        return onLoop(
                () -> {
                    if (retry != null) {
                        retry.cancel(false);
                    }
                    directories.values().forEach(RoomDirectory::close);
                    return Uni.createFrom().voidItem();
                });
    }

    @Override
    public Visit enter(
            String session, ConnectToRoom request, EventLoop clientLoop, Visitor visitor) {
        RoomDirectory directory = directory(request.wish().directory());
        if (directory == null) {
            return Admission.noRoom(noDirectory(request.wish().directory(), directories.size()))
                    .enter(session, request, clientLoop, visitor);
        }
        PendingClient client = new PendingClient(session, request, directory, clientLoop, visitor);
        loop.execute(() -> arrive(client));
        return () -> loop.execute(() -> left(client));
    }

    private @Nullable RoomDirectory directory(@Nullable String name) {
        return name == null && directories.size() == 1
                ? directories.values().iterator().next()
                : directories.get(String.valueOf(name));
    }

    /**
     * Returns the text for a client whose directory does not exist.
     *
     * @param name name in the client's request
     * @param count number of the gateway's directories
     */
    static String noDirectory(@Nullable String name, int count) {
        if (count == 0) {
            return "This gateway has no rooms.";
        }
        return name == null
                ? "This gateway has " + count + " directories of rooms: name one in directory."
                : "This gateway has no directory of rooms named " + name + ".";
    }

    private void arrive(PendingClient client) {
        if (pending.size() >= limits.max()) {
            reject(client, RejectReason.TOO_MANY, limits.max() + " clients are pending already.");
            return;
        }
        pending.put(client.id(), client);
        metrics.pending(pending.size());
        client.cancelOnDecision(
                loop.schedule(
                        () -> timedOut(client), limits.time().toMillis(), TimeUnit.MILLISECONDS));
        ask(client);
        proceed(client);
    }

    /** Asks the hook about a client; without a hook the client is admitted at once. */
    private void ask(PendingClient client) {
        if (hook.equals(AdmissionHook.EVERYBODY)) {
            client.admit(null);
            return;
        }
        client.cancelOnDecision(
                Uni.createFrom()
                        .deferred(() -> hook.ask(client.question()))
                        .emitOn(loop)
                        .subscribe()
                        .with(
                                verdict -> hookResponded(client, verdict),
                                failure -> hookFailed(client, failure)));
    }

    /** Notifies a client what it waits for, or queues it for a place. */
    private void proceed(PendingClient client) {
        WaitReason what = client.waitsFor();
        if (client.isDecided()) {
            return;
        }
        if (what != WaitReason.PLACE) {
            client.notifyWaiting(what);
        } else if (client.enqueues()) {
            QueueKey key = new QueueKey(client.directory().config().name(), client.room());
            queues.computeIfAbsent(key, _ -> new AdmissionQueue(this::place)).add(client);
            scheduleRetry();
        }
    }

    private void hookResponded(PendingClient client, AdmissionResponse verdict) {
        if (client.isDecided() || client.admitting() != Admitting.REQUESTED) {
            return; // an operator has decided before
        }
        switch (verdict) {
            case AdmissionResponse.Accept(String room) -> client.admit(room);
            case AdmissionResponse.Hold() -> client.hold();
            case AdmissionResponse.Reject(String reason) ->
                    reject(client, RejectReason.ADMISSION, reason);
        }
        proceed(client);
    }

    private void hookFailed(PendingClient client, Throwable failure) {
        if (!client.isDecided() && client.admitting() == Admitting.REQUESTED) {
            LOG.log(
                    Level.WARNING,
                    "pending client {0}: {1}",
                    client.id(),
                    failure.getMessage(),
                    client.subject());
            reject(
                    client,
                    RejectReason.ADMISSION_FAILED,
                    "The admission service does not respond.");
        }
    }

    private void timedOut(PendingClient client) {
        reject(
                client,
                RejectReason.TIMEOUT,
                "Nothing was decided in time. " + client.waitsFor().text());
    }

    /** Gives a client a place or rejects it; false if the decision has to wait. */
    private Uni<Boolean> place(PendingClient client) {
        return placement.find(client).map(found -> accept(client, found));
    }

    private boolean accept(PendingClient client, PlacementResult found) {
        switch (found) {
            case PlacementResult.At(Place place) when client.isDecided() -> place.giveBack();
            case PlacementResult.At(Place place) -> {
                forget(client);
                metrics.accepted();
                client.accept(place);
            }
            case PlacementResult.Nowhere(Rejection why) -> reject(client, why.reason(), why.text());
            case PlacementResult.Later() -> {
                client.notifyWaiting(WaitReason.PLACE);
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

    private void changed(RoomDirectory directory) {
        RoomSnapshot rooms = directory.rooms();
        metrics.directory(
                directory.state(),
                directory.config().name(),
                rooms.all().size(),
                rooms.malformed());
        if (directory.state() != State.WAITING && known.add(directory)) {
            List.copyOf(pending.values()).forEach(this::proceed);
        }
        queues.values().forEach(AdmissionQueue::next);
    }

    /** Schedules a retry unless one is scheduled or no client is queued. */
    private void scheduleRetry() {
        if (retry == null && !queues.isEmpty()) {
            retry = loop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retry = null;
        queues.values().forEach(AdmissionQueue::next);
        queues.values().removeIf(AdmissionQueue::isEmpty);
        scheduleRetry();
    }

    /** Returns the pending clients, the longest waiting first. */
    public Uni<List<PendingInfo>> pending() {
        return onLoop(
                () ->
                        Uni.createFrom()
                                .item(pending.values().stream().map(PendingClient::info).toList()));
    }

    /** Admits a client for an operator; empty if no client of that id is pending. */
    public Uni<Optional<AdmissionDecision>> accept(String id) {
        return decide(
                id,
                client -> {
                    client.admit(null);
                    proceed(client);
                });
    }

    /** Rejects a client for an operator; empty if no client of that id is pending. */
    public Uni<Optional<AdmissionDecision>> reject(String id, String reason) {
        return decide(id, client -> reject(client, RejectReason.OPERATOR, reason));
    }

    private Uni<Optional<AdmissionDecision>> decide(String id, Consumer<PendingClient> decision) {
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
                            .after(OUTCOME_TIMEOUT)
                            .on(loop)
                            .recoverWithItem(AdmissionDecision.of(id, Outcome.ADMITTED))
                            .map(Optional::of);
                });
    }

    /** Returns the directories with their rooms and reserved places. */
    public Uni<List<DirectoryInfo>> directories() {
        return Multi.createFrom()
                .iterable(directories.values())
                .onItem()
                .transformToUniAndConcatenate(this::info)
                .collect()
                .asList();
    }

    private Uni<DirectoryInfo> info(RoomDirectory directory) {
        DirectoryConfig config = directory.config();
        RoomSnapshot rooms = directory.rooms();
        List<Room> all = rooms.all().stream().sorted(Comparator.comparing(Room::id)).toList();
        return reservations
                .reserved(config.name(), all.stream().map(Room::id).toList())
                .map(
                        reserved ->
                                new DirectoryInfo(
                                        config.name(),
                                        config.master().label(),
                                        directory.state(),
                                        rooms.malformed(),
                                        config.counts(),
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
