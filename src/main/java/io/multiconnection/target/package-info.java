/**
 * Servers of a session and the connections to them: destinations and what may be one, states of a
 * connection, reconnection with backoff, and redaction of secrets.
 */
@NullMarked
package io.multiconnection.target;

import org.jspecify.annotations.NullMarked;
