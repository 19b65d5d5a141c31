/**
 * Sessions and their operations: one client's MultiConnection, on the event loop of its WebSocket.
 */
@NullMarked
package io.multiconnection.gateway;

import org.jspecify.annotations.NullMarked;
