package io.multiconnection.load;

import io.netty.buffer.ByteBuf;

/** Time of sending in the last bytes of a message; senders and receivers share one clock. */
final class Stamp {

    static final int BYTES = 16;

    private static final long MAGIC = 0x6C6F61642D6D6367L;

    private Stamp() {}

    /** Writes the time, by {@link System#nanoTime}, into the bytes before {@code end}. */
    static void set(ByteBuf message, int end, long nanos) {
        message.setLong(end - BYTES, MAGIC);
        message.setLong(end - BYTES / 2, nanos);
    }

    static boolean isIn(ByteBuf message) {
        return message.readableBytes() >= BYTES
                && message.getLong(message.writerIndex() - BYTES) == MAGIC;
    }

    /** Returns the time in a message that has one. */
    static long nanos(ByteBuf message) {
        return message.getLong(message.writerIndex() - BYTES / 2);
    }
}
