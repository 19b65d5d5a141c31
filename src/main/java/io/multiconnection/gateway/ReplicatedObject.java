package io.multiconnection.gateway;

import io.multiconnection.amf.AmfCopy;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.gateway.ServerEvents.Kind;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryCharge;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.GatewayMessage.MessageNews;
import io.multiconnection.protocol.GatewayMessage.SyncNews;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.replica.Replica;
import io.multiconnection.replica.ReplicaException;
import io.multiconnection.replica.ReplicaLimits;
import io.multiconnection.replica.SlotWrite;
import io.multiconnection.replica.ToldOnce;
import io.multiconnection.replica.Verdict;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.SharedObject;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A shared object as a session uses it on all of its servers: brings its {@link Replica} together
 * with the connections, the clock and the page. Lives on its session's event loop.
 */
final class ReplicatedObject implements Replica.Output {

    private static final String TOO_LARGE = "SharedObject.TooLarge";

    private static final String NOT_SHARED = "what its application sends is not passed on";

    private static final long DROPS_TOLD_MILLIS = 1000;

    /** Heap of an object that holds nothing. */
    private static final int BASE_BYTES = 4 << 10;

    private final UseSharedObject request;
    private final EventLoop loop;
    private final ReplicaLimits limits;
    private final ServerEventBudget ofSession;
    private final News news;
    private final MemoryAccount memory;
    private final MemoryCharge charge;
    private final Replica replica;
    private final ReplicaTimer timer;
    private final SyncQueue syncs;
    private final Map<Integer, SyncQueue> copySyncs = new HashMap<>();
    private final ObjectGuard guard;
    private final ToldOnce told = new ToldOnce();
    private final Map<Integer, SharedObject> uses = new HashMap<>();
    private final Map<Integer, Target> targets = new HashMap<>();
    private final Set<Integer> refusing = new HashSet<>();
    private final Map<Integer, CompletableFuture<Void>> answers = new HashMap<>();
    private ServerEventBudget payer;
    private long dropsToldAt = ReplicaTimer.now() - DROPS_TOLD_MILLIS;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean asked;
    private boolean released;

    /**
     * @param ofSession the budget of what no server has caused
     * @param memory the session's account
     */
    ReplicatedObject(
            UseSharedObject request,
            EventLoop loop,
            ReplicaLimits limits,
            ServerEventBudget ofSession,
            News news,
            MemoryAccount memory) {
        this.request = request;
        this.guard = new ObjectGuard(request.name());
        this.loop = loop;
        this.limits = limits;
        this.ofSession = ofSession;
        this.payer = ofSession;
        this.news = news;
        this.memory = memory;
        this.charge = new MemoryCharge(memory, MemoryKind.SHARED_OBJECTS);
        this.replica = new Replica(request.mirror(), limits, ThreadLocalRandom.current(), this);
        this.timer = new ReplicaTimer(loop, this::tick);
        this.syncs = queue(null);
        charge();
    }

    /** Takes from the session's account what the object holds now, or gives back what it did. */
    private void charge() {
        charge.set(released ? 0 : BASE_BYTES + replica.heap() + told.heap());
    }

    @Override
    public boolean hasRoom(long bytes) {
        return memory.hasRoom(bytes);
    }

    /** What the page is told of one server's copy, or of the merged object. */
    private SyncQueue queue(@Nullable Integer server) {
        return new SyncQueue(
                loop,
                System::nanoTime,
                2 * limits.slots(),
                () -> server == null ? replica.whole() : replica.whole(server),
                changes -> sync(server, changes),
                news,
                memory);
    }

    private SyncNews sync(@Nullable Integer server, List<SlotChange> changes) {
        Integer version = server == null ? null : replica.version(server);
        return new SyncNews(
                request.name(), server, version, changes.stream().map(this::shown).toList());
    }

    /** From now on it is used on every server that comes. */
    void use() {
        asked = true;
    }

    /** A server that was left is asked again: it is to be used there, too. */
    void rejoin(Target target) {
        if (asked) {
            join(target);
        }
    }

    /** Asks a server to use it; the answer ends by itself within the timeout. */
    Uni<Void> useOn(Target target) {
        CompletableFuture<Void> joined = join(target);
        return Uni.createFrom()
                .completionStage(joined)
                .ifNoItem()
                .after(request.timeout())
                .on(loop)
                .failWith(
                        () ->
                                target.left(
                                        "did not answer use of the shared object within %d ms"
                                                .formatted(request.timeout().toMillis())));
    }

    /** Asks a server to use it, once, as soon as it is connected; the answer comes at any time. */
    private CompletableFuture<Void> join(Target target) {
        if (released) {
            return CompletableFuture.failedFuture(target.left("no longer asked"));
        }
        if (target.equals(targets.get(target.number()))) {
            return Objects.requireNonNull(answers.get(target.number()));
        }
        refusing.remove(target.number());
        if (!target.server().sharesValues()) {
            refusing.add(target.number());
            return CompletableFuture.failedFuture(target.left(NOT_SHARED));
        }
        replica.add(target.number(), target.label());
        charge();
        targets.put(target.number(), target);
        CompletableFuture<Void> joined = new CompletableFuture<>();
        answers.put(target.number(), joined);
        target.connected()
                .subscribe()
                .with(connection -> use(target, connection, joined), joined::completeExceptionally);
        return joined;
    }

    private void use(Target target, NetConnection connection, CompletableFuture<Void> joined) {
        if (released) {
            return;
        }
        SharedObject use =
                connection.sharedObject(
                        request.name(),
                        request.persistent(),
                        new SharedObject.Listener() {
                            @Override
                            public void onEvents(int version, List<SharedObjectEvent> events) {
                                if (!heard(
                                        target, version, target.disclosure().shownEvents(events))) {
                                    refusing.add(target.number());
                                    joined.completeExceptionally(target.left(TOO_LARGE));
                                } else if (events.contains(new UseSuccess())) {
                                    joined.complete(null);
                                }
                            }

                            @Override
                            public void onStatus(NetStatus status) {
                                refusing.add(target.number());
                                news.saidOf(request.name(), target, status);
                                joined.completeExceptionally(
                                        target.left(target.disclosure().shown(status).code()));
                            }
                        });
        uses.put(target.number(), use);
    }

    /** Whether a server has refused the use of it, or cannot be used at all. */
    boolean isRefusedBy(Target target) {
        return refusing.contains(target.number()) || target.hasRefused();
    }

    /** Whether it is used on the connection of a target. */
    boolean uses(Target target) {
        return uses.containsKey(target.number()) && target.equals(targets.get(target.number()));
    }

    /** Enough servers have it: tells the page what they hold. */
    void start() {
        if (!released) {
            replica.start();
            charge();
        }
    }

    /** The page has missed something: tells it what they hold. */
    void tellAll() {
        replica.tellAll();
        charge();
    }

    /** The page is back: tells it what has waited. */
    void back() {
        syncs.back();
        copySyncs.values().forEach(SyncQueue::back);
    }

    /** The servers that have it now. */
    List<Integer> joinedServers() {
        return replica.joinedServers();
    }

    /** Takes what a server says; false if it says more than may be held, and so is left. */
    private boolean heard(Target target, int version, List<SharedObjectEvent> events) {
        if (released) {
            return true;
        }
        guard.heard(target.guard(), events);
        try {
            payer = target.events().budget();
            replica.heard(target.number(), version, events, ReplicaTimer.now());
        } catch (ReplicaException e) {
            letGo(target.number());
            tell(target, TOO_LARGE, "left on this server: " + e.getMessage());
            arm();
            return false;
        } finally {
            payer = ofSession;
        }
        List<Malformed> malformed = MalformedStatus.among(events);
        if (!malformed.isEmpty()) {
            news.malformed(request.name(), target, malformed);
        }
        for (SharedObjectEvent event : events) {
            if (event instanceof SendMessage(String handler, List<AmfValue> arguments)) {
                message(target, handler, arguments);
            }
        }
        arm();
        return true;
    }

    /** What one server says in AMF3 and another in AMF0 is one message, integers or not. */
    private void message(Target target, String handler, List<AmfValue> said) {
        List<AmfValue> arguments = AmfCopy.withoutIntegers().all(said);
        long now = ReplicaTimer.now();
        if (!told.isNew(target.number(), handler, arguments, now)) {
            return;
        }
        MessageNews message = new MessageNews(request.name(), target.number(), handler, arguments);
        if (!target.events().tell(Kind.MESSAGE, message)) {
            told.dropped(target.number(), handler, arguments); // another server may deliver it yet
        }
    }

    /** Tells of messages that were not sent, once in a while. */
    private void notSent(Target target, String description) {
        if (ReplicaTimer.now() >= dropsToldAt + DROPS_TOLD_MILLIS) {
            dropsToldAt = ReplicaTimer.now();
            tell(target, "SharedObject.Message.Dropped", description);
        }
    }

    private void tell(Target target, String code, String description) {
        news.statusOf(request.name(), target, NetStatus.of("error", code, description));
    }

    /**
     * Writes slots on every server; what is away gets them later.
     *
     * @throws AmfException if a value cannot be written to a server that has the object now
     */
    void set(List<PathWrite> writes) {
        for (PathWrite write : writes) {
            uses.values().forEach(use -> use.check(new RequestChange("", write.value())));
        }
        replica.set(writes, ReplicaTimer.now());
        arm();
    }

    /** Deletes every slot. */
    void clear() {
        replica.clear(ReplicaTimer.now());
        arm();
    }

    /**
     * Checks that a message can be written to each server that has the object now.
     *
     * @throws AmfException if it cannot
     */
    void check(String handler, List<AmfValue> arguments) {
        SendMessage message = new SendMessage(handler, arguments);
        uses.values().forEach(use -> use.check(message));
    }

    /** Calls a handler of every user, on the servers that have it now and read. */
    void send(String handler, List<AmfValue> arguments) {
        uses.forEach(
                (server, use) -> {
                    Target target = Objects.requireNonNull(targets.get(server));
                    if (!guard.permits(target.guard(), handler, arguments)) {
                        notSent(target, "a message was not sent: the server hangs up on it");
                    } else if (use.send(handler, arguments)) {
                        guard.sent(target.guard(), handler, arguments);
                        use.flush();
                    } else {
                        notSent(target, "a message was not sent: the server does not read");
                    }
                });
    }

    /** The server of {@code target} is gone. */
    void leave(Target target) {
        if (target.equals(targets.get(target.number()))) {
            uses.remove(target.number());
            Objects.requireNonNull(answers.get(target.number()))
                    .completeExceptionally(target.left("the connection was lost"));
            replica.leave(target.number(), ReplicaTimer.now());
            arm();
        }
    }

    /** Ends the use of it on every server. */
    void release() {
        released = true;
        List.copyOf(uses.keySet()).forEach(this::letGo);
        List.copyOf(answers.values())
                .forEach(answer -> answer.completeExceptionally(new Left("no longer asked")));
        syncs.stop();
        copySyncs.values().forEach(SyncQueue::stop);
        timer.stop();
        charge();
    }

    /** Fails a use that is still open: the client wants it no more. */
    void end() {
        ended.completeExceptionally(new Left("no longer asked"));
    }

    /** Fails when the client wants it no more. */
    Uni<Void> ended() {
        return Uni.createFrom().completionStage(ended.copy());
    }

    private void letGo(int server) {
        SharedObject use = uses.remove(server);
        if (use != null) {
            use.release();
        }
    }

    @Override
    public void write(int server, List<SlotWrite> writes) {
        SharedObject use = uses.get(server);
        if (use != null) {
            writes.forEach(write -> use.set(write.slot(), write.value()));
            use.flush();
        }
    }

    @Override
    public Verdict verdict(int server, SlotWrite write) {
        Target target = targets.get(server);
        return target == null ? Verdict.NOW : guard.write(target.guard(), write);
    }

    @Override
    public boolean carriesStreams(int server) {
        Target target = targets.get(server);
        return target != null && target.guard().carriesStreams();
    }

    @Override
    public void keptAway(int server, String slot) {
        news.keptAway(request.name(), slot, Objects.requireNonNull(targets.get(server)));
    }

    @Override
    public void acknowledged(int server, long lagMillis) {
        Target target = targets.get(server);
        if (target != null) {
            target.metrics().slotWritten(lagMillis);
        }
    }

    @Override
    public void sync(List<SlotChange> changes) {
        syncs.add(changes, payer);
    }

    @Override
    public void sync(int server, List<SlotChange> changes) {
        if (request.copies()) {
            Target target = Objects.requireNonNull(targets.get(server));
            copySyncs.computeIfAbsent(server, this::queue).add(changes, target.events().budget());
        }
    }

    /** Without what is secret of any server: what one says of a slot is written to the others. */
    private SlotChange shown(SlotChange change) {
        SlotChange shown = change;
        for (Target target : targets.values()) {
            Disclosure disclosure = target.disclosure();
            shown = shown.map(disclosure::shown, disclosure::shown);
        }
        return shown;
    }

    /** Charges the memory of the replica and arms its timer. Called after each change of it. */
    private void arm() {
        charge();
        if (!released) {
            timer.arm(replica.nextTick());
        }
    }

    private void tick() {
        replica.tick(ReplicaTimer.now());
        arm();
    }
}
