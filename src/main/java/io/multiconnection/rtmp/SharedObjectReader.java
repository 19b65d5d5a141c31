package io.multiconnection.rtmp;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads one shared object message (section 7.1.3).
 *
 * <pre>
 * name (u16, UTF-8) | version u32 | flags u32 (2: persistent) | u32
 * then events: type u8 | length u32 | data
 * </pre>
 *
 * <p>An event may name several slots; each becomes an event of its own. Event types that do not
 * exist are passed over, as their length allows.
 */
public final class SharedObjectReader {

    static final int PERSISTENT = 2;

    private final ByteBuf in;
    private final AmfEncoding encoding;
    private final int maxEvents;

    /** One for the message: Red5 numbers references through all of its events. */
    private final Amf0Reader values;

    private final List<SharedObjectEvent> events = new ArrayList<>();

    SharedObjectReader(ByteBuf in, AmfEncoding encoding, RtmpLimits limits) {
        this.in = in;
        this.encoding = encoding;
        this.maxEvents = limits.maxParts();
        this.values = new Amf0Reader(in, limits.amf());
    }

    /**
     * Reads a message's body, borrowed.
     *
     * @throws RtmpProtocolException if it is not the body of such a message, or over a limit
     */
    public static SharedObjectMessage read(ByteBuf body, AmfEncoding encoding, RtmpLimits limits) {
        try {
            return new SharedObjectReader(body, encoding, limits).read();
        } catch (AmfException e) {
            throw new RtmpProtocolException("shared object message: " + e.getMessage(), e);
        }
    }

    SharedObjectMessage read() {
        PayloadReader.readFormat(in, encoding);
        String name = readString(in.writerIndex());
        PayloadReader.need(in, 3 * Integer.BYTES, "shared object header");
        int version = in.readInt();
        int flags = in.readInt();
        in.skipBytes(Integer.BYTES);
        while (in.isReadable()) {
            readEvent();
        }
        return new SharedObjectMessage(name, version, (flags & PERSISTENT) != 0, events, encoding);
    }

    private void readEvent() {
        PayloadReader.need(in, 1 + Integer.BYTES, "shared object event");
        int type = in.readUnsignedByte();
        long length = in.readUnsignedInt();
        if (length > in.readableBytes()) {
            throw new RtmpProtocolException(
                    "shared object event of %d bytes, expected at most the %d that follow"
                            .formatted(length, in.readableBytes()));
        }
        int end = in.readerIndex() + (int) length;
        switch (type) {
            case 1 -> add(new Use());
            case 2 -> add(new Release());
            case 3 -> each(end, () -> new RequestChange(readString(end), values.read()));
            case 4 -> each(end, () -> new Change(readString(end), values.read()));
            case 5 -> each(end, () -> new Success(readString(end)));
            case 6 -> add(readSendMessage(end));
            case 7 -> add(new Status(readString(end), readString(end)));
            case 8 -> add(new Clear());
            case 9 -> each(end, () -> new Remove(readString(end)));
            case 10 -> each(end, () -> new RequestRemove(readString(end)));
            case 11 -> add(new UseSuccess());
            default -> {}
        }
        if (in.readerIndex() > end) {
            throw new RtmpProtocolException(
                    "shared object event %d is %d bytes longer than it says"
                            .formatted(type, in.readerIndex() - end));
        }
        in.readerIndex(end);
    }

    private void each(int end, Supplier<SharedObjectEvent> event) {
        while (in.readerIndex() < end) {
            add(event.get());
        }
    }

    private void add(SharedObjectEvent event) {
        if (events.size() == maxEvents) {
            throw new RtmpProtocolException(
                    "more shared object events than the limit of " + maxEvents);
        }
        events.add(event);
    }

    /** The handler's name is an AMF string, unlike the other names (7.1.3 does not say so). */
    private SendMessage readSendMessage(int end) {
        if (!(values.read() instanceof AmfString(String handler))) {
            throw new RtmpProtocolException(
                    "shared object message without a handler, expected a string");
        }
        List<AmfValue> arguments = new ArrayList<>();
        while (in.readerIndex() < end) {
            arguments.add(values.read());
        }
        return new SendMessage(handler, arguments);
    }

    private String readString(int end) {
        int left = end - in.readerIndex();
        if (left < Short.BYTES || left < Short.BYTES + in.getUnsignedShort(in.readerIndex())) {
            throw new RtmpProtocolException(
                    "name in a shared object message cut off after %d bytes".formatted(left));
        }
        int length = in.readUnsignedShort();
        return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }
}
