package io.multiconnection.app;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/** Tells failures of a client's connection, which clients cause at will, from the gateway's own. */
final class ConnectionFaults {

    /** Chains of causes are short; one that is longer is a cycle. */
    private static final int MAX_CAUSES = 8;

    private ConnectionFaults() {}

    /**
     * Whether {@code fault} only says that the connection has ended: reset by the client, a broken
     * pipe, or closed while something was written. The kinds of Netty and of its native transports
     * (ClosedChannelException, NativeIoException) are IOExceptions.
     */
    static boolean isDisconnect(Throwable fault) {
        Throwable cause = fault;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof HttpClosedException
                    || cause instanceof StreamResetException) {
                return true;
            }
        }
        return false;
    }
}
