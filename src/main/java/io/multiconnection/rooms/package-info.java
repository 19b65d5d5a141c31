/**
 * Rooms: directories that master applications maintain, pending clients and reserved places
 * (PROTOCOL.md, section 17). The entry point is {@link io.multiconnection.rooms.Lobby}.
 */
@NullMarked
package io.multiconnection.rooms;

import org.jspecify.annotations.NullMarked;
