/** Viewers over HTTP-FLV and WebSocket-FLV. */
@NullMarked
package io.multiconnection.app.live;

import org.jspecify.annotations.NullMarked;
