/**
 * PROTOCOL.md as types: what a page and the gateway say to each other, with its readers and
 * writers. Knows neither WebSockets nor RTMP.
 */
@NullMarked
package io.multiconnection.protocol;

import org.jspecify.annotations.NullMarked;
