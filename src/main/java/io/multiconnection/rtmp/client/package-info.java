/**
 * Client role of RTMP: connections, streams, calls and shared objects on one server (RTMP 1.0,
 * section 7.2). Read {@link io.multiconnection.rtmp.client.RtmpClient} first.
 */
@NullMarked
package io.multiconnection.rtmp.client;

import org.jspecify.annotations.NullMarked;
