/**
 * Replication of a remote shared object over several servers: each server's copy, the merged
 * replica, and the resolution of conflicts between copies. The package uses neither clocks nor
 * sockets.
 */
@NullMarked
package io.multiconnection.replica;

import org.jspecify.annotations.NullMarked;
