package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;
import static io.multiconnection.gateway.RequestChecks.failed;

import io.multiconnection.amf.AmfException;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.ClearSharedObject;
import io.multiconnection.protocol.Request.ReleaseSharedObject;
import io.multiconnection.protocol.Request.SendMessage;
import io.multiconnection.protocol.Request.SetSlots;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.replica.ReplicaException;
import io.multiconnection.target.Quorum;
import io.multiconnection.target.ServerEventBudget;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetLeftException;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Remote shared objects of a session, by their names. Lives on its session's event loop. */
final class ReplicatedObjects implements ServerObserver {

    private final ServerList servers;
    private final EventLoop loop;
    private final SessionLimits limits;
    private final EventWriter writer;
    private final ServerEventBudget sessionBudget;
    private final MemoryAccount memory;
    private final Map<String, ReplicatedObject> objects = new HashMap<>();

    ReplicatedObjects(
            ServerList servers,
            EventLoop loop,
            SessionLimits limits,
            EventWriter writer,
            MemoryAccount memory) {
        this.servers = servers;
        this.loop = loop;
        this.limits = limits;
        this.writer = writer;
        this.memory = memory;
        this.sessionBudget = servers.eventBudget().ofSession(System.nanoTime());
    }

    /** Uses an object; completes when as many servers as connect required have it. */
    Uni<Fields> use(UseSharedObject request) {
        servers.checkConnected(request);
        String name = request.name();
        int max = limits.counts().sharedObjects();
        check(
                !objects.containsKey(name),
                request,
                ErrorCode.BAD_STATE,
                "shared object " + name + " is already in use");
        check(
                objects.size() < max,
                request,
                ErrorCode.TOO_MANY,
                max + " shared objects are already in use");
        ReplicatedObject object =
                new ReplicatedObject(
                        request, loop, limits.replica(), sessionBudget, writer, memory);
        objects.put(name, object);
        Uni<Void> used = servers.whenReady(request, () -> used(object, request.timeout()));
        return Uni.join()
                .first(used, object.ended())
                .toTerminate()
                .map(_ -> joined(object))
                .onFailure()
                .invoke(() -> forget(name, object))
                .onFailure(
                        it -> it instanceof Quorum.NotReached || it instanceof TargetLeftException)
                .transform(
                        failure ->
                                failed(
                                        request,
                                        ErrorCode.SHARED_OBJECT_FAILED,
                                        failure,
                                        servers.isTemporary(
                                                servers.targets(), object::isRefusedBy)));
    }

    private Uni<Void> used(ReplicatedObject object, Duration timeout) {
        object.use();
        return servers.onEach(
                servers.targets(),
                timeout,
                servers.traces().onServer("useSharedObject", object::useOn));
    }

    private Fields joined(ReplicatedObject object) {
        loop.execute(object::start); // after the response
        return new Fields.Joined(object.joinedServers());
    }

    /** Writes slots; completes when the writes are accepted, before they are sent. */
    Uni<Fields> set(SetSlots request) {
        ReplicatedObject object = object(request, request.name());
        try {
            object.set(request.changes());
        } catch (ReplicaException e) {
            ErrorCode code =
                    switch (e.kind()) {
                        case OVER_LIMIT -> ErrorCode.TOO_MANY;
                        case UNWRITABLE -> ErrorCode.BAD_REQUEST;
                    };
            throw failed(request, code, e);
        } catch (AmfException e) {
            throw failed(request, ErrorCode.BAD_REQUEST, e);
        }
        return none();
    }

    /** Sends a message to all users. */
    Uni<Fields> send(SendMessage request) {
        ReplicatedObject object = object(request, request.name());
        try {
            object.check(request.handler(), request.args());
        } catch (AmfException e) {
            throw failed(request, ErrorCode.BAD_REQUEST, e);
        }
        object.send(request.handler(), request.args());
        return none();
    }

    /** Deletes every slot. */
    Uni<Fields> clear(ClearSharedObject request) {
        object(request, request.name()).clear();
        return none();
    }

    /** Ends the use of an object. */
    Uni<Fields> release(ReleaseSharedObject request) {
        ReplicatedObject object = object(request, request.name());
        forget(request.name(), object);
        object.end();
        return none();
    }

    /** Sends the contents of all objects to a client that has missed events. */
    void reportAll() {
        forEach(ReplicatedObject::reportAll);
    }

    /** Sends the syncs that waited for the client. */
    void clientAttached() {
        forEach(ReplicatedObject::clientAttached);
    }

    /** Iterates over a copy: a use that fails in {@code task} removes its object. */
    private void forEach(Consumer<ReplicatedObject> task) {
        List.copyOf(objects.values()).forEach(task);
    }

    private void forget(String name, ReplicatedObject object) {
        object.release();
        objects.remove(name, object);
    }

    private ReplicatedObject object(Request request, String name) {
        ReplicatedObject object = objects.get(name);
        if (object == null) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.NO_SUCH_OBJECT,
                    "shared object " + name + " is not in use");
        }
        return object;
    }

    private static Uni<Fields> none() {
        return Uni.createFrom().item(new Fields.None());
    }

    @Override
    public boolean uses(Target target) {
        return objects.values().stream().anyMatch(object -> object.uses(target));
    }

    @Override
    public void join(Target target) {
        forEach(object -> object.rejoin(target));
    }

    @Override
    public void leave(Target target) {
        forEach(object -> object.leave(target));
    }

    @Override
    public void close() {
        forEach(ReplicatedObject::release);
        objects.clear();
    }
}
