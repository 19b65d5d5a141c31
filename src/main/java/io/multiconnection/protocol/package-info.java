/**
 * Types of the client protocol (PROTOCOL.md), with readers and writers. Independent of WebSockets
 * and RTMP.
 */
@NullMarked
package io.multiconnection.protocol;

import org.jspecify.annotations.NullMarked;
