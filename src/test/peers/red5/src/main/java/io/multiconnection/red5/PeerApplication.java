package io.multiconnection.red5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.red5.server.BaseConnection;
import org.red5.server.adapter.MultiThreadedApplicationAdapter;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.service.IPendingServiceCall;
import org.red5.server.api.service.IPendingServiceCallback;
import org.red5.server.api.service.IServiceCapableConnection;
import org.red5.server.api.so.ISharedObject;

/**
 * Application of the tests: a client's {@code NetConnection.call} reaches the public methods below by their
 * names.
 */
public final class PeerApplication extends MultiThreadedApplicationAdapter {

    /** Refuses a client whose first argument of connect is "reject". */
    @Override
    public boolean connect(IConnection connection, IScope scope, Object[] arguments) {
        if (arguments != null && arguments.length > 0 && "reject".equals(arguments[0])) {
            rejectClient("as asked for");
        }
        // Red5 1.3.17 frees the streams of a connection that ends only if its duty is this, and
        // sets no duty itself.
        ((BaseConnection) connection).setDuty(IConnection.Duty.PUBLISHER);
        return super.connect(connection, scope, arguments);
    }

    // Calls

    public Object echo(Object value) {
        return value;
    }

    public double add(double a, double b) {
        return a + b;
    }

    public void nothing() {}

    /** A result of so many characters. */
    public String text(int length) {
        return "z".repeat(length);
    }

    /** Answers after so many milliseconds. */
    public String slow(int millis, String answer) throws InterruptedException {
        Thread.sleep(millis);
        return answer;
    }

    public Object fail(String why) {
        throw new IllegalStateException(why);
    }

    /** One value of each kind that Red5 can send. */
    public Map<String, Object> kinds() {
        Map<String, Object> kinds = new LinkedHashMap<>();
        kinds.put("number", 1.5);
        kinds.put("integer", 42);
        kinds.put("yes", true);
        kinds.put("text", "h\u00e9llo \u20ac \ud83d\ude00");
        kinds.put("long", "x".repeat(70_000));
        kinds.put("none", null);
        kinds.put("date", new Date(1_700_000_000_123L));
        kinds.put("list", Arrays.asList(1, "two", false, null));
        kinds.put("object", Map.of("a", 1));
        return kinds;
    }

    /**
     * How the caller has introduced itself: session, encoding, path and the properties of its
     * connect.
     */
    public Map<String, Object> whoami() {
        IConnection caller = Red5.getConnectionLocal();
        return Map.of(
                "session", caller.getSessionId(),
                "encoding", caller.getEncoding().toString(),
                "path", caller.getPath(),
                "params", new LinkedHashMap<>(caller.getConnectParams()));
    }

    /** The number of clients in the caller's application or room. */
    public int clients() {
        return clientsOfCaller().size();
    }

    /** The names of the streams that are being published there. */
    public List<String> streams() {
        return List.copyOf(getBroadcastStreamNames(Red5.getConnectionLocal().getScope()));
    }

    /** Closes the caller's connection. */
    public void bye() {
        Red5.getConnectionLocal().close();
    }

    // The server calls its clients

    /**
     * Calls {@code method} of the caller; its answer goes back to it as {@code onCallResult(status,
     * value)}.
     */
    public boolean callMe(String method, Object argument) {
        IServiceCapableConnection caller = (IServiceCapableConnection) Red5.getConnectionLocal();
        caller.invoke(
                method,
                new Object[] {argument},
                new IPendingServiceCallback() {
                    @Override
                    public void resultReceived(IPendingServiceCall call) {
                        caller.invoke(
                                "onCallResult",
                                new Object[] {(int) call.getStatus(), call.getResult()});
                    }
                });
        return true;
    }

    /** Calls {@code method} of each client; returns how many there are. */
    public int callAll(String method, Object argument) {
        clientsOfCaller()
                .forEach(client -> serviceOf(client).invoke(method, new Object[] {argument}));
        return clients();
    }

    /** Sends the same as a data message (type 18), which has no response. */
    public int tellAll(String method, Object argument) {
        clientsOfCaller()
                .forEach(client -> serviceOf(client).notify(method, new Object[] {argument}));
        return clients();
    }

    // The server's side of shared objects

    public boolean soSet(String name, boolean persistent, String key, Object value) {
        return sharedObject(name, persistent).setAttribute(key, value);
    }

    public boolean soRemove(String name, boolean persistent, String key) {
        return sharedObject(name, persistent).removeAttribute(key);
    }

    public boolean soClear(String name, boolean persistent) {
        return sharedObject(name, persistent).clear();
    }

    public void soSend(String name, boolean persistent, String handler, Object argument) {
        sharedObject(name, persistent)
                .sendMessage(handler, new ArrayList<>(Collections.singletonList(argument)));
    }

    /** Two changes in one message. */
    public void soBatch(
            String name,
            boolean persistent,
            String key1,
            Object value1,
            String key2,
            Object value2) {
        ISharedObject object = sharedObject(name, persistent);
        object.beginUpdate();
        object.setAttribute(key1, value1);
        object.setAttribute(key2, value2);
        object.endUpdate();
    }

    public Map<String, Object> soGet(String name, boolean persistent) {
        return new LinkedHashMap<>(sharedObject(name, persistent).getAttributes());
    }

    public List<String> soNames() {
        return List.copyOf(getSharedObjectNames(Red5.getConnectionLocal().getScope()));
    }

    private ISharedObject sharedObject(String name, boolean persistent) {
        return getSharedObject(Red5.getConnectionLocal().getScope(), name, persistent);
    }

    private static Set<IConnection> clientsOfCaller() {
        return Red5.getConnectionLocal().getScope().getClientConnections();
    }

    private static IServiceCapableConnection serviceOf(IConnection client) {
        return (IServiceCapableConnection) client;
    }
}
