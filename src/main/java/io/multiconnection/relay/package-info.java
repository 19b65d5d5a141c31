/**
 * Live streams that the gateway plays once for many viewers, with failover to another server.
 *
 * <p>A {@link io.multiconnection.relay.FailoverPlayer} plays a stream for one viewer from the first
 * of several {@link io.multiconnection.relay.StreamSource}s that has it. {@link
 * io.multiconnection.relay.Relays} makes sources that share one upstream play.
 */
@NullMarked
package io.multiconnection.relay;

import org.jspecify.annotations.NullMarked;
