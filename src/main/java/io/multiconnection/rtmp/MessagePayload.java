package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Payload of a message (sections 5.4 and 7.1). Plain data.
 *
 * <p>Payloads compare by content. A buffer belongs to its message. {@link UserControl} has payloads
 * of its own.
 */
public sealed interface MessagePayload
        permits UserControl,
                MessagePayload.SetChunkSize,
                MessagePayload.Abort,
                MessagePayload.Acknowledgement,
                MessagePayload.WindowAcknowledgementSize,
                MessagePayload.SetPeerBandwidth,
                MessagePayload.Command,
                MessagePayload.Data,
                MessagePayload.SharedObjectMessage,
                MessagePayload.Audio,
                MessagePayload.Video,
                MessagePayload.Aggregate,
                MessagePayload.Unknown,
                MessagePayload.Unreadable,
                MessagePayload.UnreadableCommand {

    /** Returns the byte that names the type of the message (section 6.1.1), 0..255. */
    int typeId();

    /** Returns the payload's buffer; an empty one that is never freed if it has none. */
    default ByteBuf body() {
        return Unpooled.EMPTY_BUFFER;
    }

    /**
     * Section 5.4.1. Sizes above 16777215 are legal: no message is longer.
     *
     * @param size size of the sender's later chunks, at least 1 byte
     */
    record SetChunkSize(int size) implements MessagePayload {

        /** Chunk size of either side until it announces another, in bytes. */
        static final int INITIAL_SIZE = 128;

        @Override
        public int typeId() {
            return MessageType.SET_CHUNK_SIZE;
        }

        public SetChunkSize {
            if (size < 1) {
                throw new RtmpProtocolException(
                        "chunk size %d, expected 1..2147483647"
                                .formatted(Integer.toUnsignedLong(size)));
            }
        }
    }

    /** Section 5.4.2: the sender will not complete its message on this chunk stream. */
    record Abort(int chunkStreamId) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.ABORT;
        }
    }

    /**
     * Section 5.4.3.
     *
     * @param sequenceNumber total of bytes received; unsigned, wraps after 4 GiB
     */
    record Acknowledgement(int sequenceNumber) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.ACKNOWLEDGEMENT;
        }
    }

    /**
     * Section 5.4.4.
     *
     * @param size bytes that the sender sends before it waits for an acknowledgement; unsigned
     */
    record WindowAcknowledgementSize(int size) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE;
        }
    }

    /**
     * Section 5.4.5: limits the bytes that the peer sends without an acknowledgement.
     *
     * @param size bytes, unsigned
     */
    record SetPeerBandwidth(int size, LimitType limitType) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.SET_PEER_BANDWIDTH;
        }

        /** Effect on the limit in force. */
        public enum LimitType {
            /** Replaces it. */
            HARD(0),
            /** Applies if it is smaller. */
            SOFT(1),
            /** Acts as {@code HARD} if the last one was hard; otherwise it is ignored. */
            DYNAMIC(2);

            private final int code;

            LimitType(int code) {
                this.code = code;
            }

            /** Returns the type's byte on the wire. */
            int code() {
                return code;
            }
        }
    }

    /**
     * Section 7.1.1.
     *
     * @param transactionId 0 if no response is expected; a response has the id of its request
     * @param commandObject properties of the command; mostly {@code AmfNull}
     * @param arguments values after the command object, in order
     */
    record Command(
            String name,
            double transactionId,
            AmfValue commandObject,
            List<AmfValue> arguments,
            AmfEncoding encoding)
            implements MessagePayload {
        public Command {
            arguments = List.copyOf(arguments);
        }

        @Override
        public int typeId() {
            return switch (encoding) {
                case AMF0 -> MessageType.COMMAND_AMF0;
                case AMF3 -> MessageType.COMMAND_AMF3;
            };
        }
    }

    /**
     * Section 7.1.2: metadata, cue points and what {@code NetStream.send} sends.
     *
     * @param values all values of the message; by convention the first is the name of a handler
     */
    record Data(List<AmfValue> values, AmfEncoding encoding) implements MessagePayload {
        public Data {
            values = List.copyOf(values);
        }

        @Override
        public int typeId() {
            return switch (encoding) {
                case AMF0 -> MessageType.DATA_AMF0;
                case AMF3 -> MessageType.DATA_AMF3;
            };
        }

        /** Returns the first value if it is a string, otherwise an empty string. */
        public String name() {
            return !values.isEmpty() && values.getFirst() instanceof AmfString(String name)
                    ? name
                    : "";
        }
    }

    /**
     * Section 7.1.3.
     *
     * @param version version of the object that the sender knows; unsigned
     * @param persistent whether the object outlives its users
     */
    record SharedObjectMessage(
            String name,
            int version,
            boolean persistent,
            List<SharedObjectEvent> events,
            AmfEncoding encoding)
            implements MessagePayload {
        public SharedObjectMessage {
            events = List.copyOf(events);
        }

        @Override
        public int typeId() {
            return switch (encoding) {
                case AMF0 -> MessageType.SHARED_OBJECT_AMF0;
                case AMF3 -> MessageType.SHARED_OBJECT_AMF3;
            };
        }
    }

    /** Section 7.1.4: body of an FLV audio tag. */
    record Audio(ByteBuf body) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.AUDIO;
        }
    }

    /** Section 7.1.5: body of an FLV video tag. */
    record Video(ByteBuf body) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.VIDEO;
        }
    }

    /** Section 7.1.6: several messages in one; {@link AggregateReader} splits it. */
    record Aggregate(ByteBuf body) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.AGGREGATE;
        }
    }

    /**
     * Message of an unsupported type.
     *
     * @param typeId 0 to 255, and none of the types above
     */
    record Unknown(int typeId, ByteBuf body) implements MessagePayload {}

    /**
     * Message whose body does not match its type. Never sent.
     *
     * @param typeId type of the message, 0 to 255
     */
    record Unreadable(int typeId, UnreadableReason reason) implements MessagePayload {}

    /**
     * Command whose object or arguments cannot be read. Its name and id suffice to respond to it,
     * or to end the call to which it responds. Never sent.
     */
    record UnreadableCommand(
            String name, double transactionId, AmfEncoding encoding, UnreadableReason reason)
            implements MessagePayload {

        @Override
        public int typeId() {
            return switch (encoding) {
                case AMF0 -> MessageType.COMMAND_AMF0;
                case AMF3 -> MessageType.COMMAND_AMF3;
            };
        }

        /** Returns the command without its object and arguments. */
        public Command withoutArguments() {
            return new Command(name, transactionId, AmfNull.NULL, List.of(), encoding);
        }
    }
}
