/**
 * RTMP 1.0 over Netty: handshake, chunks, messages and control, for both roles.
 *
 * <p>{@link io.multiconnection.rtmp.RtmpPipeline} sets up the handlers. Above them a connection is
 * a sequence of {@link io.multiconnection.rtmp.RtmpMessage}s in both directions, plus {@link
 * io.multiconnection.rtmp.SharedMedia} for media that is sent to many connections.
 *
 * <p>Everything here runs on the channel's event loop. Whatever a peer sends is bounded by {@link
 * io.multiconnection.rtmp.RtmpLimits}; bytes that are not RTMP end in {@link
 * io.multiconnection.rtmp.RtmpProtocolException}.
 *
 * <p>Section numbers in this package are those of "Adobe's Real Time Messaging Protocol", 1.0 of 21
 * December 2012.
 */
@NullMarked
package io.multiconnection.rtmp;

import org.jspecify.annotations.NullMarked;
