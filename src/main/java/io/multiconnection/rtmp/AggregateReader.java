package io.multiconnection.rtmp;

import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits aggregate messages (section 7.1.6).
 *
 * <p>An aggregate is a sequence of FLV tags: type u8, length u24, timestamp u24 and its high byte,
 * stream id u24, data, and the length of the tag u32 for readers that go backwards.
 */
public final class AggregateReader {

    private static final int HEADER_BYTES = 11;
    private static final int STREAM_ID_BYTES = 3;
    private static final int BACK_POINTER_BYTES = 4;

    private static final String PART = "message of an aggregate";

    private AggregateReader() {}

    /**
     * Reads the messages of an aggregate. They have its message stream, and their timestamps are
     * shifted so that the first has the aggregate's. The last back pointer may be missing. If the
     * framing inside is broken, the rest is lost and reported as one {@link Unreadable} aggregate.
     *
     * @param aggregate borrowed; media in the result retains slices of it
     * @return messages, each owned by the caller
     * @throws RtmpProtocolException if the aggregate exceeds a limit; nothing has to be released
     *     then
     */
    public static List<RtmpMessage> read(
            int timestamp, int messageStreamId, Aggregate aggregate, RtmpLimits limits) {
        ByteBuf in = aggregate.body().duplicate();
        List<RtmpMessage> messages = new ArrayList<>();
        try {
            int shift = 0;
            while (in.isReadable()) {
                if (messages.size() == limits.maxParts()) {
                    throw new RtmpProtocolException(
                            "more messages in an aggregate than the limit of " + limits.maxParts());
                }
                int typeId = MessageBody.require(in, HEADER_BYTES, PART).readUnsignedByte();
                int length = in.readUnsignedMedium();
                int time = in.readUnsignedMedium() | in.readUnsignedByte() << 24;
                in.skipBytes(STREAM_ID_BYTES);
                if (messages.isEmpty()) {
                    shift = timestamp - time;
                }
                ByteBuf body = MessageBody.require(in, length, PART).readSlice(length);
                messages.add(
                        new RtmpMessage(
                                time + shift, messageStreamId, readPart(typeId, body, limits)));
                in.skipBytes(Math.min(BACK_POINTER_BYTES, in.readableBytes()));
            }
        } catch (UnreadableException e) {
            Unreadable rest = new Unreadable(MessageType.AGGREGATE, UnreadableReason.of(e));
            messages.add(new RtmpMessage(timestamp, messageStreamId, rest));
        } catch (RtmpProtocolException e) {
            messages.forEach(RtmpMessage::release);
            throw e;
        }
        return messages;
    }

    /**
     * Reads one message. Aggregates and control messages, which belong to the chunk stream, are not
     * allowed inside an aggregate.
     */
    private static MessagePayload readPart(int typeId, ByteBuf body, RtmpLimits limits) {
        boolean isPart = typeId != MessageType.AGGREGATE && typeId >= MessageType.AUDIO;
        if (!isPart) {
            String text =
                    "message of type " + typeId + " in an aggregate, expected media or values";
            return new Unreadable(typeId, new UnreadableReason(text, text));
        }
        return PayloadReader.read(typeId, body, limits);
    }
}
