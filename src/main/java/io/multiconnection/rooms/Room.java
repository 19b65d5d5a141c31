package io.multiconnection.rooms;

import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Room of a directory.
 *
 * @param group group of rooms from which a client may request the best one
 * @param servers servers that its clients may use; empty if none is allowed
 * @param users clients in the room, as counted by the application
 * @param capacity limit of the clients in the room
 */
record Room(String id, @Nullable String group, List<RtmpUrl> servers, int users, int capacity) {

    Room {
        servers = List.copyOf(servers);
    }

    /** Returns this room with its allowed servers only. */
    Room among(AllowList allowed) {
        List<RtmpUrl> left = servers.stream().filter(allowed::allow).toList();
        return new Room(id, group, left, users, capacity);
    }

    /** Returns the share of its places in use, as counted by the application; 1 if it is full. */
    double usedShare() {
        return capacity == 0 ? 1 : (double) users / capacity;
    }

    /** Returns the labels of its servers; servers that differ in secrets only share a label. */
    List<String> labels() {
        return servers.stream().map(RtmpUrl::label).distinct().toList();
    }

    /** Returns the server with a label. */
    RtmpUrl server(String label) {
        return servers.stream().filter(url -> url.label().equals(label)).findFirst().orElseThrow();
    }
}
