package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.ArrayList;
import java.util.List;

/**
 * One message for many connections: written to each of them, made into bytes once.
 *
 * <p>Connections that would write the same chunks (same chunk size, chunk stream, and time passed
 * since their last message; on live streams that is nearly all) share them. The body is in all of
 * them and never copied; a heap buffer is, once, because a socket wants direct ones.
 *
 * <p>Reference-counted, and made with a count of one. All connections it is written to, and whoever
 * holds it, are on one event loop.
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

    /** How many forms are kept. Live targets share one or two; the oldest makes room. */
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
     * Makes the message ready to share.
     *
     * @param timestamp milliseconds, unsigned 32 bits
     * @param payload mostly Audio, Video or Data; what it carries is the SharedMedia's from now on
     * @param alloc for what has to be made: chunk headers, and the direct copy of a heap body
     */
    public static SharedMedia of(int timestamp, MessagePayload payload, ByteBufAllocator alloc) {
        return new SharedMedia(
                timestamp, payload.typeId(), PayloadWriter.write(payload, alloc), alloc);
    }

    /** Milliseconds, unsigned 32 bits. */
    public int timestamp() {
        return timestamp;
    }

    /** How long the message is, without chunk headers. */
    public int bytes() {
        return body.readableBytes();
    }

    /** The same message at another time, for who joins late. The caller owns it. */
    public SharedMedia at(int newTimestamp) {
        return new SharedMedia(newTimestamp, typeId, body.retainedDuplicate(), alloc);
    }

    /**
     * What to write to a channel whose message stream has this id. It shares the reference count of
     * this object, so writing it uses up one reference.
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

    /** The chunks in this form, in order. They stay ours: whoever sends one duplicates it. */
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
        makeDirect();
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

    /** What is written to one channel: this media, and the channel's id for the stream. */
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

        /** The chunks for this chunk stream, borrowed. */
        List<ByteBuf> chunks(int fmt, OutboundChunkStream stream, int chunkSize) {
            return media.chunks(fmt, stream, chunkSize, messageStreamId);
        }

        @Override
        public ReferenceCounted counted() {
            return media;
        }
    }

    /** The message as chunks of one form, and what that form depends on. */
    private record Form(
            int fmt,
            int chunkStreamId,
            int time,
            int chunkSize,
            int messageStreamId,
            List<ByteBuf> chunks) {

        /** Only a header of format 0 names the message stream. */
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
