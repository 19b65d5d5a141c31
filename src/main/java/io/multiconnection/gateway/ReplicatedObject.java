package io.multiconnection.gateway;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage.MessageNews;
import io.multiconnection.protocol.GatewayMessage.StatusNews;
import io.multiconnection.protocol.GatewayMessage.SyncNews;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.replica.Replica;
import io.multiconnection.replica.ReplicaException;
import io.multiconnection.replica.ReplicaLimits;
import io.multiconnection.replica.SlotSize;
import io.multiconnection.replica.SlotWrite;
import io.multiconnection.replica.ToldOnce;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.client.NetConnection;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.SharedObject;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A shared object as a session uses it on all of its servers: brings its {@link Replica} together
 * with the connections, the clock and the page. Lives on its session's event loop.
 */
final class ReplicatedObject implements Replica.Output {

    /** A large object is told in parts of about this size, and no value is cut. */
    private static final int SYNC_BYTES = 64 << 10;

    /** What the entry of a slot in a sync takes beside the slot. */
    private static final int ENTRY_BYTES = 32;

    private final UseSharedObject request;
    private final EventLoop loop;
    private final News news;
    private final Replica replica;
    private final ToldOnce told = new ToldOnce();
    private final Map<Integer, SharedObject> uses = new HashMap<>();
    private final Map<Integer, Target> targets = new HashMap<>();
    private @Nullable ScheduledFuture<?> tick;
    private boolean released;

    ReplicatedObject(UseSharedObject request, EventLoop loop, ReplicaLimits limits, News news) {
        this.request = request;
        this.loop = loop;
        this.news = news;
        long equalsUntil = now() + request.timeout().toMillis();
        this.replica = new Replica(request.mirror(), limits, equalsUntil, this);
    }

    /** Asks every server to use it; each of the answers ends by itself within the timeout. */
    List<Uni<Void>> use(List<Target> asked) {
        return asked.stream().map(this::useFirst).toList();
    }

    private Uni<Void> useFirst(Target target) {
        replica.add(target.number(), target.label());
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

    /** Asks a server to use it as soon as it is connected; the answer may come at any time. */
    CompletableFuture<Void> join(Target target) {
        targets.put(target.number(), target);
        CompletableFuture<Void> joined = new CompletableFuture<>();
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
                                heard(target, version, events);
                                if (events.contains(new UseSuccess())) {
                                    joined.complete(null);
                                }
                            }

                            @Override
                            public void onStatus(NetStatus status) {
                                refused(target, status);
                                joined.completeExceptionally(target.left(status.code()));
                            }
                        });
        uses.put(target.number(), use);
    }

    /** Enough servers have it: tells the page what they hold. */
    void start() {
        replica.start();
    }

    /** The servers that have it now. */
    List<Integer> joinedServers() {
        return replica.joinedServers();
    }

    private void heard(Target target, int version, List<SharedObjectEvent> events) {
        int number = target.number();
        try {
            replica.heard(number, version, events, now());
        } catch (ReplicaException e) {
            letGo(number);
            tell(
                    target,
                    NetStatus.of(
                            "error",
                            "SharedObject.TooLarge",
                            "left on this server: " + e.getMessage()));
            return;
        }
        for (SharedObjectEvent event : events) {
            if (event instanceof SendMessage(String handler, List<AmfValue> arguments)
                    && told.isNew(number, handler, arguments, now())) {
                news.tell(
                        new MessageNews(request.name(), number, handler, target.shown(arguments)));
            }
        }
        arm();
    }

    private void refused(Target target, NetStatus status) {
        if (status.code().equals("SharedObject.NoWriteAccess")) {
            replica.refuseWrites(target.number());
        }
        tell(target, status);
    }

    private void tell(Target target, NetStatus status) {
        news.tell(
                new StatusNews(target.number(), null, request.name(), target.shown(status).info()));
    }

    /** Writes slots on every server; what is away gets them later. */
    void set(List<PathWrite> writes) {
        replica.set(writes, now());
        arm();
    }

    /** Deletes every slot. */
    void clear() {
        replica.clear(now());
        arm();
    }

    /** Calls a handler of every user, on the servers that have it now. */
    void send(String handler, List<AmfValue> arguments) {
        for (SharedObject use : uses.values()) {
            use.send(handler, arguments);
            use.flush();
        }
    }

    /** The server of {@code target} is gone. */
    void leave(Target target) {
        if (target.equals(targets.get(target.number()))) {
            uses.remove(target.number());
            replica.leave(target.number(), now());
            arm();
        }
    }

    /** Ends the use of it on every server. */
    void release() {
        released = true;
        List.copyOf(uses.keySet()).forEach(this::letGo);
        if (tick != null) {
            tick.cancel(false);
        }
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
    public void sync(List<SlotChange> changes) {
        inParts(changes).forEach(part -> tell(null, null, part));
    }

    @Override
    public void sync(int server, int version, List<SlotChange> changes) {
        if (request.copies()) {
            inParts(changes).forEach(part -> tell(server, version, part));
        }
    }

    private void tell(
            @Nullable Integer server, @Nullable Integer version, List<SlotChange> changes) {
        news.tell(new SyncNews(request.name(), server, version, changes));
    }

    private static List<List<SlotChange>> inParts(List<SlotChange> changes) {
        List<List<SlotChange>> parts = new ArrayList<>();
        int room = 0;
        for (SlotChange change : changes) {
            int bytes = bytes(change);
            if (bytes > room) {
                parts.add(new ArrayList<>());
                room = SYNC_BYTES;
            }
            parts.getLast().add(change);
            room -= bytes;
        }
        return parts;
    }

    private static int bytes(SlotChange change) {
        return ENTRY_BYTES
                + (change.slot() == null || change.value() == null
                        ? 0
                        : SlotSize.of(change.slot(), change.value()));
    }

    /** Sees to it that the replica is called when it wants to be. */
    private void arm() {
        if (tick != null) {
            tick.cancel(false);
            tick = null;
        }
        OptionalLong next = replica.nextTick();
        if (next.isPresent() && !released) {
            long delay = Math.max(0, next.getAsLong() - now());
            tick = loop.schedule(this::tick, delay, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        replica.tick(now());
        arm();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
