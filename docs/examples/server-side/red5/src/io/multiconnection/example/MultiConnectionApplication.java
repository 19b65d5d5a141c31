package io.multiconnection.example;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.red5.server.BaseConnection;
import org.red5.server.adapter.MultiThreadedApplicationAdapter;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.api.service.IServiceCapableConnection;
import org.red5.server.api.so.ISharedObject;
import org.red5.server.api.stream.IBroadcastStream;
import org.red5.server.service.Call;
import org.red5.server.service.MethodNotFoundException;
import org.red5.server.util.ScopeUtils;

/**
 * Application for clients of MultiConnection, with the same calls as {@code main.asc} for Flash Media Server.
 * A client connects with the optional arguments {@code user} and {@code operatorKey}.
 */
public final class MultiConnectionApplication extends MultiThreadedApplicationAdapter implements Admission {

    /** Methods that clients may call. Red5 would let them call every public method of this class. */
    private static final Set<String> CALLS =
            Set.of(
                    "echo",
                    "add",
                    "getTime",
                    "whoami",
                    "getStreamLength",
                    "listStreams",
                    "broadcast",
                    "listPending",
                    "acceptClient",
                    "rejectClient",
                    "setRoom",
                    "removeRoom",
                    "releaseStream",
                    "FCPublish",
                    "FCUnpublish",
                    "FCSubscribe");

    private static final int MAX_USER = 60;
    private static final int MAX_TEXT = 1000;
    private static final int MAX_NAME = 255;

    private static final String ID = "id";
    private static final String USER = "user";
    private static final String OPERATOR = "operator";
    private static final String ACCEPTED = "accepted";
    private static final String REFUSAL = "refusal";

    private final String operatorKey;
    private final Set<String> pendingRooms;
    private final int pendingSeconds;
    private final PendingClients pending;
    private final Set<IConnection> operators = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastId = new AtomicLong();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "pending-clients");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final Set<IBroadcastStream> live = ConcurrentHashMap.newKeySet();

    /**
     * Creates the application.
     *
     * @param operatorKey secret of operators; empty if there are none
     * @param pendingRooms rooms whose clients wait for an operator, separated by commas; {@code _definst_} is the
     *     application without a room, {@code *} is all
     * @param pendingMax maximum number of pending clients
     * @param pendingSeconds seconds after which a pending client is rejected
     */
    public MultiConnectionApplication(
            String operatorKey, String pendingRooms, int pendingMax, int pendingSeconds) {
        this.operatorKey = operatorKey;
        this.pendingRooms = Set.of(pendingRooms.trim().split("\\s*,\\s*"));
        this.pendingSeconds = pendingSeconds;
        this.pending = new PendingClients(pendingMax);
    }

    @Override
    public boolean appStart(IScope application) {
        // Red5's own JDKSchedulingService runs a repeated job only once.
        clock.scheduleWithFixedDelay(this::rejectOldOnes, 1, 1, TimeUnit.SECONDS);
        return super.appStart(application);
    }

    @Override
    public void appStop(IScope application) {
        clock.shutdownNow();
        super.appStop(application);
    }

    // Connections

    @Override
    public boolean hold(IConnection client, IScope scope, Object[] arguments, Runnable handle) {
        introduce(client, arguments);
        if (mayEnter(client, scope)) {
            return false;
        }
        PendingClient newcomer =
                new PendingClient(
                        client.getStringAttribute(ID),
                        client.getStringAttribute(USER),
                        new Date(),
                        System.nanoTime(),
                        client,
                        scope.getContextPath(),
                        handle);
        if (!pending.add(newcomer)) {
            client.setAttribute(REFUSAL, "Too many clients are pending.");
            return false;
        }
        tellOperators(newcomer.room(), "onPending", newcomer.view());
        return true;
    }

    @Override
    public void left(IConnection client) {
        PendingClient gone = pending.take(client.getStringAttribute(ID));
        if (gone != null) {
            tellOperators(gone.room(), "onPendingGone", gone.id());
        }
    }

    @Override
    public boolean connect(IConnection client, IScope scope, Object[] arguments) {
        if (!client.hasAttribute(ID)) {
            introduce(client, arguments == null ? new Object[0] : arguments);
        }
        if (client.hasAttribute(REFUSAL)) {
            rejectClient(client.getStringAttribute(REFUSAL));
        }
        if (!mayEnter(client, scope)) {
            rejectClient("Pending clients need PendingConnectHandler in conf/red5-core.xml.");
        }
        // Red5 1.3.17 releases the streams of a connection that ends only if its duty is this.
        ((BaseConnection) client).setDuty(IConnection.Duty.PUBLISHER);
        if (!super.connect(client, scope, arguments)) {
            return false;
        }
        if (isDestination(client, scope)) {
            addUser(client, scope);
            if (client.getBoolAttribute(OPERATOR)) {
                operators.add(client);
            }
        }
        return true;
    }

    @Override
    public void disconnect(IConnection client, IScope scope) {
        if (client.hasAttribute(ID) && isDestination(client, scope)) {
            operators.remove(client);
            removeUser(client, scope);
        }
        super.disconnect(client, scope);
    }

    private void introduce(IConnection client, Object[] arguments) {
        client.setAttribute(ID, "c" + lastId.incrementAndGet());
        String user = arguments.length > 0 && arguments[0] instanceof String ? (String) arguments[0] : "";
        client.setAttribute(USER, user.substring(0, Math.min(user.length(), MAX_USER)));
        client.setAttribute(OPERATOR, arguments.length > 1 && isOperatorKey(arguments[1]));
    }

    private boolean isOperatorKey(Object key) {
        return !operatorKey.isEmpty()
                && key instanceof String
                && MessageDigest.isEqual(
                        operatorKey.getBytes(StandardCharsets.UTF_8),
                        ((String) key).getBytes(StandardCharsets.UTF_8));
    }

    private boolean mayEnter(IConnection client, IScope scope) {
        String room = ScopeUtils.isApp(scope) ? "_definst_" : scope.getName();
        boolean isOpen = !pendingRooms.contains("*") && !pendingRooms.contains(room);
        // A room's clients enter the application, too.
        return isOpen
                || !isDestination(client, scope)
                || client.getBoolAttribute(OPERATOR)
                || client.hasAttribute(ACCEPTED);
    }

    /** Returns whether a client connects to this scope, and not only to a room in it. */
    private static boolean isDestination(IConnection client, IScope scope) {
        String path = client.getPath();
        return path == null || path.split("/").length == scope.getDepth();
    }

    @Override
    public void streamPublishStart(IBroadcastStream stream) {
        live.add(stream);
        super.streamPublishStart(stream);
    }

    @Override
    public void streamBroadcastClose(IBroadcastStream stream) {
        live.remove(stream);
        super.streamBroadcastClose(stream);
    }

    // Calls of all clients

    public Object echo(Object value) {
        return value;
    }

    public double add(double a, double b) {
        return a + b;
    }

    public Date getTime() {
        return new Date();
    }

    public Map<String, Object> whoami() {
        IConnection caller = Red5.getConnectionLocal();
        return Map.of(
                ID, caller.getStringAttribute(ID),
                USER, caller.getStringAttribute(USER),
                "app", caller.getPath(),
                "address", caller.getRemoteAddress());
    }

    /** Returns the live streams of the caller's room, sorted by name. */
    public List<Map<String, Object>> listStreams() {
        List<Map<String, Object>> streams = new ArrayList<>();
        String room = Red5.getConnectionLocal().getScope().getContextPath();
        for (IBroadcastStream stream : live) {
            if (stream.getScope().getContextPath().equals(room)) {
                streams.add(Map.of("name", stream.getPublishedName(), "live", true));
            }
        }
        streams.sort(Comparator.comparing(stream -> (String) stream.get("name")));
        return streams;
    }

    /** Calls {@code onBroadcast(user, text)} of each client in the caller's room; returns their number. */
    public int broadcast(String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("text, expected 1 to " + MAX_TEXT + " characters");
        }
        IConnection caller = Red5.getConnectionLocal();
        Set<IConnection> clients = caller.getScope().getClientConnections();
        for (IConnection client : clients) {
            invoke(client, "onBroadcast", caller.getStringAttribute(USER), text);
        }
        return clients.size();
    }

    // Calls of operators

    /** Returns the pending clients of the operator's room, in the order of their connects. */
    public List<Map<String, Object>> listPending() {
        return pending.views(operator().getScope().getContextPath());
    }

    /** Accepts a pending client; returns false if there is none with this id. */
    public boolean acceptClient(String id) {
        return decide(take(id), true, "");
    }

    /** Rejects a pending client, with a reason that it receives; returns false if there is none with this id. */
    public boolean rejectClient(String id, String reason) {
        PendingClient client = take(id);
        String text = reason == null || reason.isEmpty() ? "An operator has rejected you." : reason;
        return decide(client, false, text.substring(0, Math.min(text.length(), MAX_NAME)));
    }

    /** Takes a pending client of the operator's room. */
    private PendingClient take(String id) {
        return pending.take(id, operator().getScope().getContextPath());
    }

    /** Adds a room to the directory, or changes it: url or urls, capacity, users, group. */
    public boolean setRoom(String id, Map<String, Object> room) {
        operator();
        if (id == null || id.isEmpty() || id.length() > MAX_NAME) {
            throw new IllegalArgumentException("id, expected 1 to " + MAX_NAME + " characters");
        }
        if (room == null || !(room.get("capacity") instanceof Number)) {
            throw new IllegalArgumentException("capacity, expected a number");
        }
        Map<String, Object> entry = new HashMap<>();
        for (String field : List.of("url", "urls", "capacity", "users", "group")) {
            if (room.get(field) != null) {
                entry.put(field, room.get(field));
            }
        }
        return rooms().setAttribute(id, entry);
    }

    /** Removes a room from the directory; returns whether it was there. */
    public boolean removeRoom(String id) {
        operator();
        return id != null && rooms().removeAttribute(id);
    }

    private static IConnection operator() {
        IConnection caller = Red5.getConnectionLocal();
        if (!caller.getBoolAttribute(OPERATOR)) {
            throw new SecurityException("only operators may call this");
        }
        return caller;
    }

    // Commands of encoders, which the gateway sends, too: nothing to do, but an error would be logged

    public void releaseStream(String name) {}

    public void FCPublish(String name) {}

    public void FCUnpublish(String name) {}

    public void FCSubscribe(String name) {}

    @Override
    public boolean serviceCall(IConnection caller, IServiceCall call) {
        if (call.getServiceName() == null && CALLS.contains(call.getServiceMethodName())) {
            return super.serviceCall(caller, call);
        }
        call.setStatus(Call.STATUS_METHOD_NOT_FOUND);
        call.setException(new MethodNotFoundException(call.getServiceMethodName()));
        return false;
    }

    // Pending clients

    private boolean decide(PendingClient client, boolean accept, String reason) {
        if (client == null) {
            return false;
        }
        client.connection().setAttribute(accept ? ACCEPTED : REFUSAL, accept ? true : reason);
        client.handle().run();
        tellOperators(client.room(), "onPendingGone", client.id());
        return true;
    }

    private void rejectOldOnes() {
        for (PendingClient client : pending.takeOlderThan(TimeUnit.SECONDS.toNanos(pendingSeconds))) {
            try {
                decide(client, false, "No operator has decided in time.");
            } catch (RuntimeException e) {
                log.warn("cannot reject {}", client.id(), e); // an exception would end the repetition
            }
        }
    }

    private void tellOperators(String room, String method, Object argument) {
        for (IConnection operator : operators) {
            IScope scope = operator.getScope(); // null if it has just left
            if (scope != null && scope.getContextPath().equals(room)) {
                invoke(operator, method, argument);
            }
        }
    }

    private static void invoke(IConnection client, String method, Object... arguments) {
        ((IServiceCapableConnection) client).invoke(method, arguments);
    }

    // Shared objects

    private synchronized void addUser(IConnection client, IScope room) {
        ISharedObject users = getSharedObject(room, "users", false);
        if (!users.isAcquired()) {
            users.acquire(); // else Red5 removes it while no client uses it
        }
        users.setAttribute(client.getStringAttribute(ID), Map.of(USER, client.getStringAttribute(USER)));
    }

    private synchronized void removeUser(IConnection client, IScope room) {
        ISharedObject users = getSharedObject(room, "users", false);
        users.removeAttribute(client.getStringAttribute(ID));
        if (users.getAttributeNames().isEmpty() && users.isAcquired()) {
            users.release();
        }
    }

    private ISharedObject rooms() {
        return getSharedObject(Red5.getConnectionLocal().getScope(), "rooms", true);
    }
}
