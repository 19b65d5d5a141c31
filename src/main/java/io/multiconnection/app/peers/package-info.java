/** Gateways that pass requests of sessions to each other. */
@NullMarked
package io.multiconnection.app.peers;

import org.jspecify.annotations.NullMarked;
