/**
 * Rooms: the directory that a master application keeps of them, clients that are pending, and
 * places that are reserved (PROTOCOL.md, section 15). Begin with {@link
 * io.multiconnection.rooms.Lobby}.
 */
@NullMarked
package io.multiconnection.rooms;

import org.jspecify.annotations.NullMarked;
