/** Other gateways, which end the sessions of clients that have moved to this one. */
@NullMarked
package io.multiconnection.app.peers;

import org.jspecify.annotations.NullMarked;
