package io.multiconnection.example;

import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;

/** Application that can leave a client's connect without an answer until a decision about the client. */
public interface Admission {

    /**
     * Called before Red5 handles a connect.
     *
     * @param scope application or room to which the client connects
     * @param arguments additional arguments of connect
     * @param handle lets Red5 handle the connect; to be called once if this method returns true
     * @return whether the client is pending
     */
    boolean hold(IConnection client, IScope scope, Object[] arguments, Runnable handle);

    /** Called when a pending client has closed its connection. */
    void left(IConnection client);
}
