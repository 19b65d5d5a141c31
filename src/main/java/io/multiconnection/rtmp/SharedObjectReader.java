package io.multiconnection.rtmp;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfLimitException;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reader of one shared object message (section 7.1.3).
 *
 * <pre>
 * name (u16, UTF-8) | version u32 | flags u32 (2: persistent) | u32
 * then events: type u8 | length u32 | data
 * </pre>
 *
 * <p>An event that names several slots is read as one event for each slot. Unknown event types are
 * skipped by their length. An event that cannot be read becomes {@link Malformed}, and the events
 * after it are still read.
 */
public final class SharedObjectReader {

    static final int PERSISTENT = 2;

    private static final int EVENT_HEADER_BYTES = 1 + Integer.BYTES;

    private final ByteBuf in;
    private final AmfEncoding encoding;
    private final int maxEvents;

    /** Reader of all values of the message, because Red5 numbers references across its events. */
    private final Amf0Reader values;

    private final List<SharedObjectEvent> events = new ArrayList<>();

    /** Slot being read; empty if the event has named none. */
    private String slot = "";

    SharedObjectReader(ByteBuf in, AmfEncoding encoding, RtmpLimits limits) {
        this.in = in;
        this.encoding = encoding;
        this.maxEvents = limits.maxParts();
        this.values = new Amf0Reader(in, limits.amf());
    }

    /**
     * Reads the body of a message that {@link SharedObjectWriter} wrote; borrows it.
     *
     * @throws RtmpProtocolException if any of it is damaged or over a limit
     */
    public static SharedObjectMessage read(ByteBuf body, AmfEncoding encoding, RtmpLimits limits) {
        try {
            SharedObjectMessage message = new SharedObjectReader(body, encoding, limits).read();
            for (SharedObjectEvent event : message.events()) {
                if (event instanceof Malformed(_, _, UnreadableReason reason)) {
                    throw new UnreadableException(reason.ownText());
                }
            }
            return message;
        } catch (AmfException | UnreadableException e) {
            throw new RtmpProtocolException("shared object message: " + e.getMessage(), e);
        }
    }

    SharedObjectMessage read() {
        MessageBody.readFormat(in, encoding);
        String name = readString();
        MessageBody.require(in, 3 * Integer.BYTES, "shared object header");
        int version = in.readInt();
        int flags = in.readInt();
        in.skipBytes(Integer.BYTES);
        while (in.isReadable()) {
            readEvent();
        }
        return new SharedObjectMessage(name, version, (flags & PERSISTENT) != 0, events, encoding);
    }

    /** Reads one event within its length, so that damage to it does not affect the next. */
    private void readEvent() {
        int messageEnd = in.writerIndex();
        int type = in.getUnsignedByte(in.readerIndex());
        long length =
                in.readableBytes() < EVENT_HEADER_BYTES
                        ? Integer.BYTES
                        : in.getUnsignedInt(in.readerIndex() + 1);
        int left = Math.max(0, in.readableBytes() - EVENT_HEADER_BYTES);
        int end = messageEnd - left + (int) Math.min(length, left);
        in.writerIndex(end);
        values.mark();
        slot = "";
        try {
            MessageBody.require(in, EVENT_HEADER_BYTES, "shared object event");
            in.skipBytes(EVENT_HEADER_BYTES);
            checkLength(type, length);
            readEvent(type);
        } catch (AmfLimitException e) {
            throw e;
        } catch (AmfException e) {
            malformed(type, UnreadableReason.of(e));
        } catch (UnreadableException e) {
            malformed(type, UnreadableReason.of(e));
        } finally {
            in.setIndex(end, messageEnd);
        }
    }

    /**
     * Rejects an event that is longer than the rest of the message: it has lost its end, or its
     * length is damaged.
     */
    private void checkLength(int type, long length) {
        int left = in.readableBytes();
        if (length > left) {
            slot = namesSlots(type) ? readString() : "";
            throw new UnreadableException(
                    "shared object event of %d bytes, expected at most the %d that follow"
                            .formatted(length, left));
        }
    }

    private static boolean namesSlots(int type) {
        return switch (type) {
            case 3, 4, 5, 9, 10 -> true;
            default -> false;
        };
    }

    private void malformed(int type, UnreadableReason reason) {
        values.rollBack();
        add(new Malformed(type, slot, reason));
    }

    private void readEvent(int type) {
        switch (type) {
            case 1 -> add(new Use());
            case 2 -> add(new Release());
            case 3 -> each(name -> new RequestChange(name, values.read()));
            case 4 -> each(name -> new Change(name, values.read()));
            case 5 -> each(Success::new);
            case 6 -> add(readSendMessage());
            case 7 -> add(new Status(readString(), readString()));
            case 8 -> add(new Clear());
            case 9 -> each(Remove::new);
            case 10 -> each(RequestRemove::new);
            case 11 -> add(new UseSuccess());
            default -> {}
        }
    }

    /**
     * Reads an event for each slot. After the first slot, bytes that do not begin another are
     * ignored.
     */
    private void each(Function<String, SharedObjectEvent> event) {
        for (boolean first = true; in.isReadable() && (first || beginsSlot()); first = false) {
            slot = readString();
            add(event.apply(slot));
        }
    }

    private boolean beginsSlot() {
        if (in.readableBytes() < Short.BYTES) {
            return false;
        }
        int length = in.getUnsignedShort(in.readerIndex());
        return length > 0 && length <= in.readableBytes() - Short.BYTES;
    }

    private void add(SharedObjectEvent event) {
        if (events.size() == maxEvents) {
            throw new RtmpProtocolException(
                    "more shared object events than the limit of " + maxEvents);
        }
        events.add(event);
    }

    /**
     * Reads a message. The handler's name is an AMF string, unlike the other names (section 7.1.3
     * does not mention it).
     */
    private SendMessage readSendMessage() {
        if (!(values.read() instanceof AmfString(String handler))) {
            throw new UnreadableException(
                    "shared object message without a handler, expected a string");
        }
        List<AmfValue> arguments = new ArrayList<>();
        while (in.isReadable() && (arguments.isEmpty() || values.beginsValue())) {
            arguments.add(values.read());
        }
        return new SendMessage(handler, arguments);
    }

    private String readString() {
        int left = in.readableBytes();
        if (left < Short.BYTES || left < Short.BYTES + in.getUnsignedShort(in.readerIndex())) {
            throw new UnreadableException(
                    "name in a shared object message cut off after %d bytes".formatted(left));
        }
        int length = in.readUnsignedShort();
        return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }
}
