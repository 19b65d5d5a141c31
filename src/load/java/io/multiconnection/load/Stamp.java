package io.multiconnection.load;

import io.netty.buffer.ByteBuf;

/** Time of sending in the last bytes of a message; senders and sinks share one clock. */
final class Stamp {

    static final int BYTES = 16;

    private static final long MAGIC = 0x6C6F61642D6D6367L;

    private Stamp() {}

    /** Writes the time into the bytes before {@code end}. */
    static void set(ByteBuf message, int end) {
        message.setLong(end - BYTES, MAGIC);
        message.setLong(end - BYTES / 2, System.nanoTime());
    }

    /** Returns the age of a message in nanoseconds; -1 if it has no stamp. */
    static long age(ByteBuf message) {
        int end = message.writerIndex();
        boolean stamped = message.readableBytes() >= BYTES && message.getLong(end - BYTES) == MAGIC;
        return stamped ? System.nanoTime() - message.getLong(end - BYTES / 2) : -1;
    }
}
