package io.multiconnection.rooms;

import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Where a directory of rooms is, and how what it says is understood.
 *
 * @param name as clients name it
 * @param master the application that keeps it
 * @param object the shared object there
 * @param persistent whether that is persistent
 * @param servers which servers its rooms may have
 * @param addresses which addresses those names may lead to
 * @param counts whom its {@code users} counts
 * @param settle how long after a client has connected it may be missing in that count
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
