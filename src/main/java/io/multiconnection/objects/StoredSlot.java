package io.multiconnection.objects;

import io.multiconnection.amf.Amf0Writer;
import io.multiconnection.amf.Amf3Writer;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Consumer;

/**
 * Value of a slot.
 *
 * @param bytes size of name and value
 */
record StoredSlot(AmfValue value, int bytes) {

    static StoredSlot of(String name, AmfValue value) {
        return new StoredSlot(value, ByteBufUtil.utf8Bytes(name) + bytes(value));
    }

    /**
     * Returns the length of the value in AMF0 or AMF3, whichever is longer: a string that AMF3
     * refers to 1000 times is written 1000 times in AMF0.
     *
     * @throws AmfException if either encoding cannot express it, so that some users could not
     *     receive it
     */
    static int bytes(AmfValue value) {
        return Math.max(
                written(out -> new Amf0Writer(out).write(value)),
                written(out -> new Amf3Writer(out).write(value)));
    }

    private static int written(Consumer<ByteBuf> write) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.buffer();
        try {
            write.accept(out);
            return out.readableBytes();
        } finally {
            out.release();
        }
    }
}
