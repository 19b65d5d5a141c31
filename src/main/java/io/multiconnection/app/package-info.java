/** The only Quarkus code: WebSocket endpoint, REST, configuration, health and metrics. */
@NullMarked
package io.multiconnection.app;

import org.jspecify.annotations.NullMarked;
