/**
 * The server's side of RTMP connections (RTMP 1.0, section 7.2), in the way Flash Media Server
 * answers.
 *
 * <p>{@link io.multiconnection.rtmp.server.RtmpServer} listens; a {@link
 * io.multiconnection.rtmp.server.ServerApplication} decides what clients may do. Between them stand
 * a {@link io.multiconnection.rtmp.server.ServerConnection} for each client and a {@link
 * io.multiconnection.rtmp.server.ServerStream} for each of its message streams.
 *
 * <p>Everything about one connection happens on its channel's event loop, the calls into the
 * application included. What a client may take is bounded by {@link
 * io.multiconnection.rtmp.server.ServerLimits}.
 */
@NullMarked
package io.multiconnection.rtmp.server;

import org.jspecify.annotations.NullMarked;
