package io.multiconnection.rtmp.server;

/**
 * Decides what clients may do.
 *
 * <p>Each request is answered once, at once or later, on the connection's event loop, on which all
 * of this is called too. A request that is never answered leaves its client waiting.
 */
public interface ServerApplication extends ServerConnection.Requests {}
