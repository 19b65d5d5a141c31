package io.multiconnection.example;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.net.ICommand;
import org.red5.server.net.rtmp.Channel;
import org.red5.server.net.rtmp.RTMPConnection;
import org.red5.server.net.rtmp.RTMPHandler;
import org.red5.server.net.rtmp.message.Header;

/**
 * Handler of RTMP messages that lets an application keep clients pending, as Flash Media Server does. Red5
 * itself answers each connect at once. Replaces the bean {@code rtmpHandler} in {@code conf/red5-core.xml}.
 */
public final class PendingConnectHandler extends RTMPHandler {

    private final Map<RTMPConnection, Admission> pending = new ConcurrentHashMap<>();

    @Override
    protected void onCommand(RTMPConnection client, Channel channel, Header header, ICommand command) {
        if (pending.containsKey(client)) {
            client.close(); // it may send nothing before its connect is answered
            return;
        }
        boolean connects = "connect".equals(command.getCall().getServiceMethodName());
        if (!connects || client.isConnected() || !hold(client, channel, header, command)) {
            super.onCommand(client, channel, header, command);
        }
    }

    /** Asks the application whether the client is pending. */
    private boolean hold(RTMPConnection client, Channel channel, Header header, ICommand command) {
        IScope scope = scopeOf(command);
        if (scope == null || !(scope.getHandler() instanceof Admission)) {
            return false;
        }
        Admission application = (Admission) scope.getHandler();
        Object[] arguments = command.getCall().getArguments();
        Runnable handle =
                () -> {
                    if (pending.remove(client) != null) {
                        handle(client, channel, header, command);
                    }
                };
        pending.put(client, application);
        boolean held = application.hold(client, scope, arguments == null ? new Object[0] : arguments, handle);
        if (!held) {
            pending.remove(client);
        }
        return held;
    }

    /** Handles the connect of a pending client, on the thread that decided about it. */
    private void handle(RTMPConnection client, Channel channel, Header header, ICommand command) {
        IConnection caller = Red5.getConnectionLocal();
        Red5.setConnectionLocal(client);
        try {
            super.onCommand(client, channel, header, command);
        } finally {
            Red5.setConnectionLocal(caller);
        }
    }

    @Override
    public void connectionClosed(RTMPConnection client) {
        Admission application = pending.remove(client);
        super.connectionClosed(client);
        if (application != null) {
            application.left(client);
        }
    }

    /** Returns the application or room of a connect; null if there is none, which Red5 reports to the client. */
    private IScope scopeOf(ICommand command) {
        Map<String, Object> parameters = command.getConnectionParams();
        if (parameters == null || !(parameters.get("app") instanceof String)) {
            return null;
        }
        String path = ((String) parameters.get("app")).replaceFirst("\\?.*", "");
        String tcUrl = parameters.get("tcUrl") instanceof String ? (String) parameters.get("tcUrl") : "";
        try {
            IGlobalScope global = server.lookupGlobal(getHostname(tcUrl), path);
            return global == null ? null : global.getContext().resolveScope(global, path);
        } catch (RuntimeException e) {
            log.debug("no scope for {}", path, e);
            return null;
        }
    }
}
