package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.Release;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.RequestRemove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/** Writer of shared object messages, with one slot in each event. */
public final class SharedObjectWriter {

    private final ByteBuf out;
    private final AmfMessageWriter values;

    private SharedObjectWriter(ByteBuf out, AmfEncoding encoding) {
        this.out = out;
        this.values = AmfMessageWriter.begin(out, encoding);
    }

    /** Appends a message's body to {@code out}, which stays the caller's. */
    public static void write(SharedObjectMessage message, ByteBuf out) {
        SharedObjectWriter writer = new SharedObjectWriter(out, message.encoding());
        writer.writeString(message.name());
        out.writeInt(message.version());
        out.writeInt(message.persistent() ? SharedObjectReader.PERSISTENT : 0);
        out.writeInt(0);
        message.events().forEach(writer::writeEvent);
    }

    /**
     * Checks that an event can be written.
     *
     * @throws AmfException if the encoding cannot express it
     */
    public static void check(SharedObjectEvent event, AmfEncoding encoding) {
        ByteBuf out = UnpooledByteBufAllocator.DEFAULT.heapBuffer();
        try {
            write(new SharedObjectMessage("", 0, false, List.of(event), encoding), out);
        } finally {
            out.release();
        }
    }

    private void writeEvent(SharedObjectEvent event) {
        switch (event) {
            case Use _ -> writeEvent(1, () -> {});
            case Release _ -> writeEvent(2, () -> {});
            case RequestChange(String slot, AmfValue value) ->
                    writeEvent(3, () -> writeSlot(slot, value));
            case Change(String slot, AmfValue value) -> writeEvent(4, () -> writeSlot(slot, value));
            case Success(String slot) -> writeEvent(5, () -> writeString(slot));
            case SendMessage message -> writeEvent(6, () -> writeSendMessage(message));
            case Status(String code, String level) ->
                    writeEvent(
                            7,
                            () -> {
                                writeString(code);
                                writeString(level);
                            });
            case Clear _ -> writeEvent(8, () -> {});
            case Remove(String slot) -> writeEvent(9, () -> writeString(slot));
            case RequestRemove(String slot) -> writeEvent(10, () -> writeString(slot));
            case UseSuccess _ -> writeEvent(11, () -> {});
            case Malformed _ ->
                    throw new IllegalArgumentException("an event that could not be read");
        }
    }

    private void writeEvent(int type, Runnable data) {
        out.writeByte(type);
        int lengthIndex = out.writerIndex();
        out.writeInt(0);
        data.run();
        out.setInt(lengthIndex, out.writerIndex() - lengthIndex - Integer.BYTES);
    }

    private void writeSlot(String slot, AmfValue value) {
        writeString(slot);
        values.write(value);
    }

    private void writeSendMessage(SendMessage message) {
        values.write(new AmfString(message.handler()));
        message.arguments().forEach(values::write);
    }

    private void writeString(String text) {
        int length = ByteBufUtil.utf8Bytes(text);
        if (length > 0xFFFF) {
            throw new IllegalArgumentException(
                    "name of %d bytes in a shared object message, expected up to 65535"
                            .formatted(length));
        }
        out.writeShort(length);
        ByteBufUtil.writeUtf8(out, text);
    }
}
