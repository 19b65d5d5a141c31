/** Reservations of several gateways that share a Redis server. */
@NullMarked
package io.multiconnection.rooms.redis;

import org.jspecify.annotations.NullMarked;
