package io.multiconnection.replica;

/**
 * What a shared object may hold, at a page's wish and on each server.
 *
 * @param slots slots of an object
 * @param bytes bytes of an object: its slots as a server is sent them
 * @param valueBytes bytes of one slot, its name included
 */
public record ReplicaLimits(int slots, int bytes, int valueBytes) {

    public static final ReplicaLimits DEFAULT = new ReplicaLimits(16_384, 4 << 20, 64 << 10);
}
