/** Rooms: their directory, the admission webhook, and the operators' API. */
@NullMarked
package io.multiconnection.app.rooms;

import org.jspecify.annotations.NullMarked;
