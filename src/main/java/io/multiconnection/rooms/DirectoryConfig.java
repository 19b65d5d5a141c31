package io.multiconnection.rooms;

import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Configuration of a directory of rooms.
 *
 * @param name name that clients use
 * @param master URL of the application that maintains the directory
 * @param object name of the shared object there
 * @param persistent whether the shared object is persistent
 * @param servers servers that its rooms may have
 * @param addresses filter of the addresses that the servers' names may resolve to
 * @param counts clients that the directory's {@code users} field counts
 * @param settle how long the count may lack a client after it has connected
 */
public record DirectoryConfig(
        String name,
        RtmpUrl master,
        String object,
        boolean persistent,
        AllowList servers,
        Predicate<InetAddress> addresses,
        UserCountMode counts,
        Duration settle) {

    public DirectoryConfig {
        if (settle.isNegative()) {
            throw new IllegalArgumentException("settle " + settle + ", expected 0 or more");
        }
    }
}
