/**
 * Real RTMP servers, players and a packet capture for tests: programs that nobody here wrote. Each
 * fixture starts on free ports of 127.0.0.1 in a folder of its own, returns once it can be used,
 * and leaves nothing behind when it is closed or the JVM ends. They need a Unix. What comes from a
 * package registry is fetched once into {@code target/peers}; what only the machine can have is
 * asked for with {@link io.multiconnection.peers.NeedsPeer}.
 */
@NullMarked
package io.multiconnection.peers;

import org.jspecify.annotations.NullMarked;
