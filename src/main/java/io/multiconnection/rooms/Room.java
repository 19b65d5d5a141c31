package io.multiconnection.rooms;

import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room as its directory has it.
 *
 * @param group rooms of which a client may ask for the best one
 * @param servers where its clients may be; none if none is allowed
 * @param users clients in it, as the application counts them
 * @param capacity clients that it has room for
 */
record Room(String id, @Nullable String group, List<RtmpUrl> servers, int users, int capacity) {

    Room {
        servers = List.copyOf(servers);
    }

    /** The same with those of its servers that are allowed. */
    Room among(AllowList allowed) {
        List<RtmpUrl> left = servers.stream().filter(allowed::allow).toList();
        return new Room(id, group, left, users, capacity);
    }

    /** How much of it is taken, as the application counts: 1 is all. */
    double taken() {
        return capacity == 0 ? 1 : (double) users / capacity;
    }

    /** Labels of its servers; two servers that differ in secrets only are one here. */
    List<String> labels() {
        return servers.stream().map(RtmpUrl::label).distinct().toList();
    }

    /** The server of a label. */
    RtmpUrl server(String label) {
        return servers.stream().filter(url -> url.label().equals(label)).findFirst().orElseThrow();
    }
}
