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

/** How many bytes a slot takes on its way to a server, header included. */
public final class SlotSize {

    private SlotSize() {}

    /**
     * The bytes of a slot as AMF0.
     *
     * @throws ReplicaException if AMF0 cannot say it
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
