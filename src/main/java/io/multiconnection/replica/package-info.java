/**
 * One remote shared object on several servers: each server's copy, the merged replica, and the rule
 * by which the copies become equal. Nothing here reads a clock or a socket.
 */
@NullMarked
package io.multiconnection.replica;

import org.jspecify.annotations.NullMarked;
