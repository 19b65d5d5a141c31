/**
 * Live streams that many watch and the gateway plays once, and going on from another server where
 * one fails.
 *
 * <p>A {@link io.multiconnection.relay.FailoverPlayer} plays a stream for one viewer from the first
 * of several {@link io.multiconnection.relay.Source}s that has it. {@link
 * io.multiconnection.relay.Relays} makes sources that share one upstream play.
 */
@NullMarked
package io.multiconnection.relay;

import org.jspecify.annotations.NullMarked;
