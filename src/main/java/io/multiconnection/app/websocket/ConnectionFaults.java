package io.multiconnection.app.websocket;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/** Distinguishes failures of a client's connection from faults of the gateway. */
public final class ConnectionFaults {

    /** Limit for chains of causes, which may be cyclic. */
    private static final int MAX_CAUSES = 8;

    private ConnectionFaults() {}

    /**
     * Whether {@code fault} only reports that the connection ended: reset by the client, a broken
     * pipe, or closed during a write. Netty's exceptions for this (ClosedChannelException,
     * NativeIoException) are IOExceptions.
     */
    public static boolean isDisconnect(Throwable fault) {
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
