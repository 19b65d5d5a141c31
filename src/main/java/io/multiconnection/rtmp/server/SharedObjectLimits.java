package io.multiconnection.rtmp.server;

/**
 * Bounds of a server's shared objects. Requests beyond a limit are refused with a status; the
 * connection stays open.
 *
 * @param maxObjects objects, at least 1; beyond it {@code SharedObject.ObjectCreationFailed}
 * @param maxUsers users of one object, at least 1; beyond it {@code
 *     SharedObject.ObjectCreationFailed}
 * @param maxNameBytes name of an object or slot, 1 to 65535 bytes in UTF-8
 * @param maxSlots slots of one object, at least 1; beyond it {@code SharedObject.NoWriteAccess}
 * @param maxValueBytes value of one slot as AMF, at least 1; beyond it {@code
 *     SharedObject.NoWriteAccess}
 * @param maxObjectBytes all slots of one object, at least 1; beyond it {@code
 *     SharedObject.NoWriteAccess}
 * @param maxTotalBytes all objects, at least 1; beyond it {@code SharedObject.NoWriteAccess}
 */
public record SharedObjectLimits(
        int maxObjects,
        int maxUsers,
        int maxNameBytes,
        int maxSlots,
        int maxValueBytes,
        int maxObjectBytes,
        int maxTotalBytes) {

    /**
     * 1000 objects of 1000 users and 16384 slots; names of 1 KiB, values of 64 KiB, objects of 4
     * MiB, 64 MiB in all.
     */
    public static final SharedObjectLimits DEFAULT =
            new SharedObjectLimits(1000, 1000, 1024, 16384, 64 << 10, 4 << 20, 64 << 20);

    public SharedObjectLimits {
        check("maxObjects", maxObjects, Integer.MAX_VALUE);
        check("maxUsers", maxUsers, Integer.MAX_VALUE);
        check("maxNameBytes", maxNameBytes, 0xFFFF);
        check("maxSlots", maxSlots, Integer.MAX_VALUE);
        check("maxValueBytes", maxValueBytes, Integer.MAX_VALUE);
        check("maxObjectBytes", maxObjectBytes, Integer.MAX_VALUE);
        check("maxTotalBytes", maxTotalBytes, Integer.MAX_VALUE);
    }

    private static void check(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException("%s %d, expected 1..%d".formatted(name, value, max));
        }
    }
}
