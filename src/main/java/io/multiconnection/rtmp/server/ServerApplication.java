package io.multiconnection.rtmp.server;

/**
 * Application of a server: decides what clients may do.
 *
 * <p>Called on the connection's event loop. Respond to each request once, at once or later, on the
 * same event loop. A client whose request gets no response keeps waiting.
 */
public interface ServerApplication extends ServerConnection.Requests {}
