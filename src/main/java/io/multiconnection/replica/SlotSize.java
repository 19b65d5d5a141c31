package io.multiconnection.replica;

import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.replica.ReplicaException.Kind;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/** Size of a slot in a message to a server. */
public final class SlotSize {

    private SlotSize() {}

    /**
     * Returns the bytes of a slot in AMF0, including the header.
     *
     * @throws ReplicaException if AMF0 cannot represent the value
     */
    public static int of(String slot, AmfValue value) {
        ByteBuf out = UnpooledByteBufAllocator.DEFAULT.heapBuffer();
        try {
            SharedObjectWriter.write(
                    new SharedObjectMessage(
                            "",
                            0,
                            false,
                            List.of(new RequestChange(slot, value)),
                            AmfEncoding.AMF0),
                    out);
            return out.readableBytes();
        } catch (AmfException e) {
            throw new ReplicaException(Kind.UNWRITABLE, "slot " + slot + ": " + e.getMessage());
        } finally {
            out.release();
        }
    }
}
