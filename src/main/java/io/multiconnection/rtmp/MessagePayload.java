package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * What a message carries (sections 5.4 and 7.1). Plain data.
 *
 * <p>Payloads compare by content. A buffer belongs to the message it is in. {@link UserControl} has
 * payloads of its own.
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

    /** The buffer the payload carries; an empty one that is never freed if it carries none. */
    default ByteBuf body() {
        return Unpooled.EMPTY_BUFFER;
    }

    /**
     * Section 5.4.1. Sizes above 16777215 are legal: no message is longer.
     *
     * @param size of the chunks that the sender will send from now on, at least 1 byte
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
     * @param sequenceNumber all bytes received so far; unsigned, wraps after 4 GiB
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
     * @param size the bytes the sender will send before it waits for an acknowledgement; unsigned
     */
    record WindowAcknowledgementSize(int size) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE;
        }
    }

    /**
     * Section 5.4.5: asks the other side to send no more than so much unacknowledged.
     *
     * @param size bytes, unsigned
     */
    record SetPeerBandwidth(int size, LimitType limitType) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.SET_PEER_BANDWIDTH;
        }

        /** What becomes of a limit that is in force already. */
        public enum LimitType {
            /** The new one replaces it. */
            HARD(0),
            /** The smaller of both holds. */
            SOFT(1),
            /** Hard if the last one was hard, else nothing. */
            DYNAMIC(2);

            private final int code;

            LimitType(int code) {
                this.code = code;
            }

            /** The type as one byte says it. */
            int code() {
                return code;
            }
        }
    }

    /**
     * Section 7.1.1.
     *
     * @param transactionId 0 where no answer is wanted; an answer carries the one of its question
     * @param commandObject properties of the command; mostly {@code AmfNull}
     * @param arguments what follows it, in order
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
     * @param values all of the message; the first is a handler's name if the sender keeps to custom
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

        /** The first value if that is a string, else an empty string. */
        public String name() {
            return !values.isEmpty() && values.getFirst() instanceof AmfString(String name)
                    ? name
                    : "";
        }
    }

    /**
     * Section 7.1.3.
     *
     * @param version of the object that the sender knows; unsigned
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

    /** Section 7.1.4: an FLV audio tag's body. */
    record Audio(ByteBuf body) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.AUDIO;
        }
    }

    /** Section 7.1.5: an FLV video tag's body. */
    record Video(ByteBuf body) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.VIDEO;
        }
    }

    /** Section 7.1.6: several messages in one; {@link AggregateReader} takes them apart. */
    record Aggregate(ByteBuf body) implements MessagePayload {
        @Override
        public int typeId() {
            return MessageType.AGGREGATE;
        }
    }

    /**
     * A type we do not read.
     *
     * @param typeId 0..255, and none of the types above
     */
    record Unknown(int typeId, ByteBuf body) implements MessagePayload {}

    /**
     * A message of which nothing can be told but why: its body is not what its type says. It is
     * never sent.
     *
     * @param typeId of the message, 0..255
     */
    record Unreadable(int typeId, UnreadableReason reason) implements MessagePayload {}

    /**
     * A command whose object or arguments cannot be read. Enough is known to answer it, or to end
     * the call that it answers. It is never sent.
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

        /** Returns the command as if it had been sent without an object and arguments. */
        public Command withoutArguments() {
            return new Command(name, transactionId, AmfNull.NULL, List.of(), encoding);
        }
    }
}
