/**
 * One browser's MultiConnection: its session, the servers it talks to and what it publishes on all
 * of them. Everything of a session happens on its one event loop.
 */
@NullMarked
package io.multiconnection.gateway;

import org.jspecify.annotations.NullMarked;
