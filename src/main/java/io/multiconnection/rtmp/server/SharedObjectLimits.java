package io.multiconnection.rtmp.server;

/**
 * What clients may put into the shared objects of a server. What goes beyond is refused with a
 * status; the connection lives on.
 *
 * @param maxObjects at a time, at least 1; one more is {@code SharedObject.ObjectCreationFailed}
 * @param maxUsers of one object, at least 1; one more is {@code SharedObject.ObjectCreationFailed}
 * @param maxNameBytes of an object or slot, 1..65535 in UTF-8
 * @param maxSlots of one object, at least 1; one more is {@code SharedObject.NoWriteAccess}
 * @param maxValueBytes of one slot's value as AMF, at least 1; a longer one is {@code
 *     SharedObject.NoWriteAccess}
 * @param maxObjectBytes all slots of one object, at least 1; more is {@code
 *     SharedObject.NoWriteAccess}
 * @param maxTotalBytes of all objects, at least 1; more is {@code SharedObject.NoWriteAccess}
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
