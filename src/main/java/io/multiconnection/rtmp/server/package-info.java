/**
 * Server role of RTMP (RTMP 1.0, section 7.2), with the responses of Flash Media Server.
 *
 * <p>{@link io.multiconnection.rtmp.server.RtmpServer} listens; a {@link
 * io.multiconnection.rtmp.server.ServerApplication} decides what clients may do. There is a {@link
 * io.multiconnection.rtmp.server.ServerConnection} for each client and a {@link
 * io.multiconnection.rtmp.server.ServerStream} for each of its message streams.
 *
 * <p>A connection is confined to its channel's event loop, including calls of the application.
 * Clients are bounded by {@link io.multiconnection.rtmp.server.ServerLimits}.
 */
@NullMarked
package io.multiconnection.rtmp.server;

import org.jspecify.annotations.NullMarked;
