package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryCharge;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.GatewayMessage.SyncEvent;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.replica.Replica;
import io.multiconnection.replica.ReplicaException;
import io.multiconnection.replica.ReplicaLimits;
import io.multiconnection.replica.ReplicaOutput;
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
 * Shared object that a session uses on all of its servers: connects its {@link Replica} to the
 * servers, the clock and the client. Lives on its session's event loop.
 */
final class ReplicatedObject implements ReplicaOutput, SharedObjectUses.Listener {

    /** Heap of an empty object. */
    private static final int BASE_BYTES = 4 << 10;

    private final UseSharedObject request;
    private final EventLoop loop;
    private final ReplicaLimits limits;
    private final ServerEventBudget sessionBudget;
    private final EventWriter writer;
    private final MemoryAccount memory;
    private final MemoryCharge charge;
    private final Replica replica;
    private final ReplicaTimer timer;
    private final SyncQueue syncs;
    private final Map<Integer, SyncQueue> copySyncs = new HashMap<>();
    private final ObjectGuard guard;
    private final ObjectMessages messages;
    private final SharedObjectUses uses;
    private ServerEventBudget payer;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean inUse;

    /**
     * Creates an object that is not used on any server yet.
     *
     * @param sessionBudget budget of events that no server causes
     * @param memory account of the session
     */
    ReplicatedObject(
            UseSharedObject request,
            EventLoop loop,
            ReplicaLimits limits,
            ServerEventBudget sessionBudget,
            EventWriter writer,
            MemoryAccount memory) {
        this.request = request;
        this.guard = new ObjectGuard(request.name());
        this.loop = loop;
        this.limits = limits;
        this.sessionBudget = sessionBudget;
        this.payer = sessionBudget;
        this.writer = writer;
        this.memory = memory;
        this.charge = new MemoryCharge(memory, MemoryKind.SHARED_OBJECTS);
        this.replica = new Replica(request.mirror(), limits, ThreadLocalRandom.current(), this);
        this.timer = new ReplicaTimer(loop, this::tick);
        this.syncs = queue(null);
        this.messages = new ObjectMessages(guard, writer);
        this.uses = new SharedObjectUses(request, loop, this);
        charge();
    }

    /** Charges the session's account with the current heap of the object. */
    private void charge() {
        charge.set(uses.isReleased() ? 0 : BASE_BYTES + replica.heap() + messages.heap());
    }

    @Override
    public boolean hasRoom(long bytes) {
        return memory.hasRoom(bytes);
    }

    /**
     * Creates the queue of syncs.
     *
     * @param server number of the server for its copy; null for the merged object
     */
    private SyncQueue queue(@Nullable Integer server) {
        return new SyncQueue(
                loop,
                System::nanoTime,
                2 * limits.slots(),
                () -> server == null ? replica.snapshot() : replica.snapshot(server),
                changes -> sync(server, changes),
                writer,
                memory);
    }

    private SyncEvent sync(@Nullable Integer server, List<SlotChange> changes) {
        Integer version = server == null ? null : replica.version(server);
        return new SyncEvent(
                request.name(), server, version, changes.stream().map(this::redact).toList());
    }

    /** Enables the use on servers that join later. */
    void use() {
        inUse = true;
    }

    /** Uses the object on a server that joins or is connected again. */
    void rejoin(Target target) {
        if (inUse) {
            uses.join(target);
        }
    }

    /** Uses the object on a server; fails after the timeout of the request. */
    Uni<Void> useOn(Target target) {
        return uses.useOn(target);
    }

    @Override
    public void onUse(Target target) {
        replica.add(target.number(), target.label());
        charge();
    }

    @Override
    public void onStatus(Target target, NetStatus status) {
        writer.serverObjectStatus(request.name(), target, status);
    }

    /** Returns whether a server has refused the use, or the session altogether. */
    boolean isRefusedBy(Target target) {
        return uses.isRefusedBy(target);
    }

    /** Returns whether the object is used on the connection of a target. */
    boolean uses(Target target) {
        return uses.uses(target);
    }

    /** Starts to send syncs, beginning with the contents: enough servers have the object. */
    void start() {
        if (!uses.isReleased()) {
            replica.start();
            charge();
        }
    }

    /** Sends the contents to a client that has missed events. */
    void reportAll() {
        replica.syncAll();
        charge();
    }

    /** Sends the syncs that waited for the client. */
    void clientAttached() {
        syncs.resume();
        copySyncs.values().forEach(SyncQueue::resume);
    }

    /** Returns the servers that have the object at present. */
    List<Integer> joinedServers() {
        return replica.joinedServers();
    }

    @Override
    public boolean onEvents(Target target, int version, List<SharedObjectEvent> events) {
        if (uses.isReleased()) {
            return true;
        }
        guard.confirmed(target.guard(), events);
        try {
            payer = target.events().budget();
            replica.received(target.number(), version, events, ReplicaTimer.now());
        } catch (ReplicaException e) {
            uses.release(target.number());
            String description = "the object is released on this server: " + e.getMessage();
            NetStatus status = NetStatus.of("error", SharedObjectUses.TOO_LARGE, description);
            writer.gatewayObjectStatus(request.name(), target, status);
            arm();
            return false;
        } finally {
            payer = sessionBudget;
        }
        List<Malformed> malformed = MalformedStatus.in(events);
        if (!malformed.isEmpty()) {
            writer.malformedObject(request.name(), target, malformed);
        }
        for (SharedObjectEvent event : events) {
            if (event instanceof SendMessage(String handler, List<AmfValue> arguments)) {
                messages.received(target, handler, arguments);
            }
        }
        arm();
        return true;
    }

    /**
     * Writes slots on every server; servers that are lost receive them later.
     *
     * @throws AmfException if a value cannot be encoded for a server that has the object
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
     * Checks that a message can be encoded for each server that has the object.
     *
     * @throws AmfException if it cannot be encoded
     */
    void check(String handler, List<AmfValue> arguments) {
        uses.check(new SendMessage(handler, arguments));
    }

    /** Sends a message to all users, over every server that has the object and reads. */
    void send(String handler, List<AmfValue> arguments) {
        uses.forEach((target, use) -> messages.send(target, use, handler, arguments));
    }

    /** Ends the use on a target whose server has left. */
    void leave(Target target) {
        if (uses.lost(target)) {
            replica.leave(target.number(), ReplicaTimer.now());
            arm();
        }
    }

    /** Releases the object on every server. */
    void release() {
        uses.release();
        syncs.stop();
        copySyncs.values().forEach(SyncQueue::stop);
        timer.stop();
        charge();
    }

    /** Fails a use that is still pending, because the client releases the object. */
    void end() {
        ended.completeExceptionally(new TargetLeftException(SharedObjectUses.RELEASED));
    }

    /** Fails when the client releases the object. */
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
    public void withheld(int server, String slot) {
        writer.slotNotCopied(request.name(), slot, Objects.requireNonNull(uses.target(server)));
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
     * Removes the secrets of all servers, because values of one server are written to the others.
     */
    private SlotChange redact(SlotChange change) {
        SlotChange redacted = change;
        for (Target target : uses.targets()) {
            ServerRedactor redactor = target.redactor();
            redacted = redacted.map(redactor::redact, redactor::redact);
        }
        return redacted;
    }

    /** Charges the memory of the replica and arms its timer, after each change of the replica. */
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
