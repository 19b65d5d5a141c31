package io.multiconnection.gateway;

import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryCharge;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.GatewayMessage.SyncNews;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.replica.Replica;
import io.multiconnection.replica.ReplicaException;
import io.multiconnection.replica.ReplicaLimits;
import io.multiconnection.replica.SlotWrite;
import io.multiconnection.replica.Verdict;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.SharedObject;
import io.multiconnection.target.ServerEventBudget;
import io.multiconnection.target.ServerRedactor;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetLeftException;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A shared object as a session uses it on all of its servers: brings its {@link Replica} together
 * with the connections, the clock and the page. Lives on its session's event loop.
 */
final class ReplicatedObject implements Replica.Output, ObjectUses.Listener {

    /** Heap of an object that holds nothing. */
    private static final int BASE_BYTES = 4 << 10;

    private final UseSharedObject request;
    private final EventLoop loop;
    private final ReplicaLimits limits;
    private final ServerEventBudget ofSession;
    private final EventWriter news;
    private final MemoryAccount memory;
    private final MemoryCharge charge;
    private final Replica replica;
    private final ReplicaTimer timer;
    private final SyncQueue syncs;
    private final Map<Integer, SyncQueue> copySyncs = new HashMap<>();
    private final ObjectGuard guard;
    private final ObjectMessages messages;
    private final ObjectUses uses;
    private ServerEventBudget payer;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean asked;

    /**
     * @param ofSession the budget of what no server has caused
     * @param memory the session's account
     */
    ReplicatedObject(
            UseSharedObject request,
            EventLoop loop,
            ReplicaLimits limits,
            ServerEventBudget ofSession,
            EventWriter news,
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
        this.messages = new ObjectMessages(guard, news);
        this.uses = new ObjectUses(request, loop, this);
        charge();
    }

    /** Takes from the session's account what the object holds now, or gives back what it did. */
    private void charge() {
        charge.set(uses.isReleased() ? 0 : BASE_BYTES + replica.heap() + messages.heap());
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
                request.name(), server, version, changes.stream().map(this::redact).toList());
    }

    /** From now on it is used on every server that comes. */
    void use() {
        asked = true;
    }

    /** A server that was left is asked again: it is to be used there, too. */
    void rejoin(Target target) {
        if (asked) {
            uses.join(target);
        }
    }

    /** Asks a server to use it; the answer ends by itself within the timeout. */
    Uni<Void> useOn(Target target) {
        return uses.useOn(target);
    }

    @Override
    public void onAsk(Target target) {
        replica.add(target.number(), target.label());
        charge();
    }

    @Override
    public void onStatus(Target target, NetStatus status) {
        news.saidOf(request.name(), target, status);
    }

    /** Whether a server has refused the use of it, or cannot be used at all. */
    boolean isRefusedBy(Target target) {
        return uses.isRefusedBy(target);
    }

    /** Whether it is used on the connection of a target. */
    boolean uses(Target target) {
        return uses.uses(target);
    }

    /** Enough servers have it: tells the page what they hold. */
    void start() {
        if (!uses.isReleased()) {
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

    @Override
    public boolean onEvents(Target target, int version, List<SharedObjectEvent> events) {
        if (uses.isReleased()) {
            return true;
        }
        guard.heard(target.guard(), events);
        try {
            payer = target.events().budget();
            replica.heard(target.number(), version, events, ReplicaTimer.now());
        } catch (ReplicaException e) {
            uses.release(target.number());
            String description = "left on this server: " + e.getMessage();
            NetStatus status = NetStatus.of("error", ObjectUses.TOO_LARGE, description);
            news.statusOf(request.name(), target, status);
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
                messages.heard(target, handler, arguments);
            }
        }
        arm();
        return true;
    }

    /**
     * Writes slots on every server; what is away gets them later.
     *
     * @throws AmfException if a value cannot be written to a server that has the object now
     */
    void set(List<PathWrite> writes) {
        for (PathWrite write : writes) {
            uses.check(new RequestChange("", write.value()));
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
        uses.check(new SendMessage(handler, arguments));
    }

    /** Calls a handler of every user, on the servers that have it now and read. */
    void send(String handler, List<AmfValue> arguments) {
        uses.forEach((target, use) -> messages.send(target, use, handler, arguments));
    }

    /** The server of {@code target} is gone. */
    void leave(Target target) {
        if (uses.lost(target)) {
            replica.leave(target.number(), ReplicaTimer.now());
            arm();
        }
    }

    /** Ends the use of it on every server. */
    void release() {
        uses.release();
        syncs.stop();
        copySyncs.values().forEach(SyncQueue::stop);
        timer.stop();
        charge();
    }

    /** Fails a use that is still open: the client wants it no more. */
    void end() {
        ended.completeExceptionally(new TargetLeftException("no longer asked"));
    }

    /** Fails when the client wants it no more. */
    Uni<Void> ended() {
        return Uni.createFrom().completionStage(ended.copy());
    }

    @Override
    public void write(int server, List<SlotWrite> writes) {
        SharedObject use = uses.on(server);
        if (use != null) {
            writes.forEach(write -> use.set(write.slot(), write.value()));
            use.flush();
        }
    }

    @Override
    public Verdict verdict(int server, SlotWrite write) {
        Target target = uses.target(server);
        return target == null ? Verdict.NOW : guard.write(target.guard(), write);
    }

    @Override
    public boolean carriesStreams(int server) {
        Target target = uses.target(server);
        return target != null && target.guard().carriesStreams();
    }

    @Override
    public void keptAway(int server, String slot) {
        news.keptAway(request.name(), slot, Objects.requireNonNull(uses.target(server)));
    }

    @Override
    public void acknowledged(int server, long lagMillis) {
        Target target = uses.target(server);
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
            Target target = Objects.requireNonNull(uses.target(server));
            copySyncs.computeIfAbsent(server, this::queue).add(changes, target.events().budget());
        }
    }

    /**
     * Removes the secrets of all servers: what one server sends of a slot is written to the others.
     */
    private SlotChange redact(SlotChange change) {
        SlotChange redacted = change;
        for (Target target : uses.targets()) {
            ServerRedactor redactor = target.redactor();
            redacted = redacted.map(redactor::redact, redactor::redact);
        }
        return redacted;
    }

    /** Charges the memory of the replica and arms its timer. Called after each change of it. */
    private void arm() {
        charge();
        if (!uses.isReleased()) {
            timer.arm(replica.nextTick());
        }
    }

    private void tick() {
        replica.tick(ReplicaTimer.now());
        arm();
    }
}
