package io.multiconnection.objects;

import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.SharedObjectReader;
import io.multiconnection.rtmp.SharedObjectWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * One entry of an {@link ObjectLog}.
 *
 * <pre>
 * length u32 | CRC-32C of what follows u32 | app (u16, UTF-8) | shared object message in AMF3
 * </pre>
 */
final class ObjectLogEntry {

    static final int HEADER_BYTES = 2 * Integer.BYTES;

    private static final byte[] TORN = {};

    private ObjectLogEntry() {}

    static void write(ObjectStore.Entry entry, ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(HEADER_BYTES);
        out.writeShort(ByteBufUtil.utf8Bytes(entry.app()));
        ByteBufUtil.writeUtf8(out, entry.app());
        SharedObjectWriter.write(
                new SharedObjectMessage(
                        entry.name(), entry.version(), true, entry.events(), AmfEncoding.AMF3),
                out);
        int body = start + HEADER_BYTES;
        out.setInt(start, out.writerIndex() - body);
        out.setInt(
                start + Integer.BYTES,
                crc(ByteBufUtil.getBytes(out, body, out.writerIndex() - body)));
    }

    /**
     * Returns the body of the next entry; empty at the end of the file or where it is truncated.
     *
     * @param left bytes left in the file
     */
    static byte[] next(DataInputStream in, long left) throws IOException {
        if (left < HEADER_BYTES) {
            return TORN;
        }
        int length = in.readInt();
        int crc = in.readInt();
        if (length < 0 || length > left - HEADER_BYTES) {
            return TORN;
        }
        byte[] body = in.readNBytes(length);
        return crc(body) == crc ? body : TORN;
    }

    static ObjectStore.Entry read(byte[] body, RtmpLimits limits) {
        ByteBuf in = Unpooled.wrappedBuffer(body);
        String app = in.readCharSequence(in.readUnsignedShort(), StandardCharsets.UTF_8).toString();
        SharedObjectMessage message = SharedObjectReader.read(in, AmfEncoding.AMF3, limits);
        return new ObjectStore.Entry(app, message.name(), message.version(), message.events());
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
