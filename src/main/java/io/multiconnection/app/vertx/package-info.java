/** Vert.x's channels and event loops, and the ports that they serve. */
@NullMarked
package io.multiconnection.app.vertx;

import org.jspecify.annotations.NullMarked;
