package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.ArrayList;
import java.util.List;

/**
 * Message that is sent to many connections and encoded once.
 *
 * <p>Connections that would write the same chunks (same chunk size, chunk stream, and time since
 * their last message; nearly always so on live streams) share them. The chunks of a large message
 * refer to the same body, which is not copied, except once from a heap buffer to a direct one for
 * the socket; a small body is copied once, next to its header.
 *
 * <p>Reference-counted; created with a count of one. All users of one object are on one event loop.
 *
 * {@snippet :
 * SharedMedia media = SharedMedia.of(timestamp, new Video(body), alloc);
 * for (Channel target : targets) {
 *     target.writeAndFlush(media.retain().on(messageStreamId));
 * }
 * media.release();
 * }
 */
public final class SharedMedia extends AbstractReferenceCounted {

    /** Most forms kept; the oldest is dropped first. Live targets share one or two. */
    private static final int MAX_FORMS = 16;

    private final int timestamp;
    private final int typeId;
    private final ByteBufAllocator alloc;
    private final List<OnStream> onStreams = new ArrayList<>(1);
    private final List<Form> forms = new ArrayList<>(2);
    private ByteBuf body;

    private SharedMedia(int timestamp, int typeId, ByteBuf body, ByteBufAllocator alloc) {
        this.timestamp = timestamp;
        this.typeId = typeId;
        this.body = body;
        this.alloc = alloc;
    }

    /**
     * Creates a message to share.
     *
     * @param timestamp milliseconds, unsigned 32 bits
     * @param payload mostly Audio, Video or Data; its buffer becomes owned by the result
     * @param alloc allocates chunk headers, and the direct copy of a heap body
     */
    public static SharedMedia of(int timestamp, MessagePayload payload, ByteBufAllocator alloc) {
        return new SharedMedia(
                timestamp, payload.typeId(), PayloadWriter.write(payload, alloc), alloc);
    }

    /** Returns the timestamp in milliseconds, unsigned 32 bits. */
    public int timestamp() {
        return timestamp;
    }

    /** Returns the length of the message without chunk headers. */
    public int bytes() {
        return body.readableBytes();
    }

    /** Returns a copy with another timestamp, for targets that join late. The caller owns it. */
    public SharedMedia at(int newTimestamp) {
        return new SharedMedia(newTimestamp, typeId, body.retainedDuplicate(), alloc);
    }

    /**
     * Returns the object to write to a channel whose message stream has this id. It shares the
     * reference count of this object, so writing it releases one reference.
     *
     * @param messageStreamId unsigned
     */
    public ReferenceCounted on(int messageStreamId) {
        for (OnStream known : onStreams) {
            if (known.messageStreamId == messageStreamId) {
                return known;
            }
        }
        if (onStreams.size() == MAX_FORMS) {
            onStreams.removeFirst();
        }
        OnStream made = new OnStream(this, messageStreamId);
        onStreams.add(made);
        return made;
    }

    /**
     * Returns the chunks in this form, in order. They stay owned by this object: the caller
     * duplicates each chunk that it sends.
     */
    private List<ByteBuf> chunks(int fmt, OutboundChunkStream stream, int chunkSize, int streamId) {
        int time = stream.time(fmt, timestamp);
        for (Form form : forms) {
            if (form.is(fmt, stream.id(), time, chunkSize, streamId)) {
                return form.chunks;
            }
        }
        if (forms.size() == MAX_FORMS) {
            forms.removeFirst().release();
        }
        if (bytes() > ChunkWriter.MAX_JOINED_BYTES) {
            makeDirect();
        }
        RawMessage message = new RawMessage(timestamp, typeId, streamId, body);
        List<ByteBuf> chunks = ChunkWriter.write(fmt, stream.id(), time, message, chunkSize, alloc);
        forms.add(new Form(fmt, stream.id(), time, chunkSize, streamId, chunks));
        return chunks;
    }

    private void makeDirect() {
        if (!body.isDirect()) {
            ByteBuf direct = alloc.directBuffer(body.readableBytes());
            direct.writeBytes(body, body.readerIndex(), body.readableBytes());
            body.release();
            body = direct;
        }
    }

    @Override
    protected void deallocate() {
        forms.forEach(Form::release);
        body.release();
    }

    @Override
    public SharedMedia retain() {
        super.retain();
        return this;
    }

    @Override
    public SharedMedia touch(Object hint) {
        body.touch(hint);
        return this;
    }

    /** Media together with the message stream id of one channel. */
    static final class OnStream implements ReferenceCountedHolder {

        private final SharedMedia media;
        private final int messageStreamId;

        private OnStream(SharedMedia media, int messageStreamId) {
            this.media = media;
            this.messageStreamId = messageStreamId;
        }

        int timestamp() {
            return media.timestamp;
        }

        int typeId() {
            return media.typeId;
        }

        int messageStreamId() {
            return messageStreamId;
        }

        /** Returns the chunks for this chunk stream, borrowed. */
        List<ByteBuf> chunks(int fmt, OutboundChunkStream stream, int chunkSize) {
            return media.chunks(fmt, stream, chunkSize, messageStreamId);
        }

        @Override
        public ReferenceCounted counted() {
            return media;
        }
    }

    /** Chunks of the message and the values on which they depend. */
    private record Form(
            int fmt,
            int chunkStreamId,
            int time,
            int chunkSize,
            int messageStreamId,
            List<ByteBuf> chunks) {

        /**
         * Returns whether the chunks fit these values. Only a header of format 0 contains the
         * message stream id.
         */
        boolean is(int fmt, int chunkStreamId, int time, int chunkSize, int messageStreamId) {
            return this.fmt == fmt
                    && this.chunkStreamId == chunkStreamId
                    && this.time == time
                    && this.chunkSize == chunkSize
                    && (fmt != 0 || this.messageStreamId == messageStreamId);
        }

        void release() {
            chunks.forEach(ByteBuf::release);
        }
    }
}
