/** The only Quarkus code: WebSocket endpoint, REST, configuration, health and metrics. */
@NullMarked
package io.multiconnection.http;

import org.jspecify.annotations.NullMarked;
