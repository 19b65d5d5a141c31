/**
 * Small embedded RTMP server for development and tests: live streams, recordings, calls and shared
 * objects.
 *
 * <p>Not for production: all of an {@link io.multiconnection.origin.Origin} runs on one event loop,
 * which avoids locks and thread hops and lets all players of a stream share its chunks.
 */
@NullMarked
package io.multiconnection.origin;

import org.jspecify.annotations.NullMarked;
