/** Metrics of sessions, servers, rooms and memory. */
@NullMarked
package io.multiconnection.app.metrics;

import org.jspecify.annotations.NullMarked;
