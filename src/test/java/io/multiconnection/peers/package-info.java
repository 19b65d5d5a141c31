/**
 * Real RTMP servers, players and a packet capture for tests, all from other projects. Each fixture
 * starts on free ports of 127.0.0.1 in its own folder, returns when it is ready, and leaves nothing
 * behind when it is closed or the JVM ends. Requires Unix. Packages are downloaded once into {@code
 * target/peers}; programs of the machine are declared with {@link
 * io.multiconnection.peers.NeedsPeer}.
 */
@NullMarked
package io.multiconnection.peers;

import org.jspecify.annotations.NullMarked;
