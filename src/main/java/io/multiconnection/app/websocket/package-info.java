/** The WebSocket of a session, from the handshake to the session's messages. */
@NullMarked
package io.multiconnection.app.websocket;

import org.jspecify.annotations.NullMarked;
