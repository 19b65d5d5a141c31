package io.multiconnection.rtmp;

import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decoder of chunks to messages (section 5.3): all four header formats, chunk stream ids of one to
 * three bytes, extended timestamps, messages interleaved in any way.
 *
 * <p>While the channel's auto-read is off, bytes that were read already wait here.
 *
 * <p>Set Chunk Size and Abort take effect here and are not passed on. Each message owns a buffer of
 * its own size: a slice of the read buffer would save a copy but let 100 bytes of audio hold 64
 * KiB.
 *
 * <p>The first violation of the protocol or of {@link ChunkLimits} is thrown as an {@link
 * RtmpProtocolException}; everything after it is skipped.
 */
public final class ChunkDecoder extends ByteToMessageDecoder implements RtmpMemory.Connection {

    private enum State {
        HEADER,
        DATA,
        FAILED
    }

    /** Heap of a chunk stream and its entry in the map, in bytes. */
    private static final int STREAM_BYTES = 128;

    private final ChunkLimits limits;
    private final RtmpMemory memory;
    private final IntObjectMap<InboundChunkStream> streams = new IntObjectHashMap<>();
    private int chunkSize = SetChunkSize.INITIAL_SIZE;
    private int openMessages;
    private long openBytes;

    /** Bytes taken from the memory: capacity of open messages, and chunk streams. */
    private long heldBytes;

    private @Nullable ChannelHandlerContext context;
    private State state = State.HEADER;

    /** Stream of the chunk being read. */
    private InboundChunkStream current = new InboundChunkStream();

    private int chunkRemaining;

    /**
     * Creates the decoder of one connection.
     *
     * @param memory accounts for incomplete messages
     */
    public ChunkDecoder(RtmpLimits limits, RtmpMemory memory) {
        this.limits = limits.chunks();
        this.memory = memory;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        memory.opened(this);
    }

    @Override
    public long heldBytes() {
        return heldBytes;
    }

    @Override
    public void failForLackOfMemory() {
        RtmpProtocolException failure = lackOfMemory(0);
        fail();
        if (context != null) {
            context.fireExceptionCaught(failure);
        }
    }

    private RtmpProtocolException lackOfMemory(long more) {
        return new RtmpProtocolException(
                "%d bytes of incomplete messages, more than there is memory for"
                        .formatted(heldBytes + more));
    }

    private void take(long bytes) {
        if (!memory.take(this, bytes)) {
            throw lackOfMemory(bytes);
        }
        heldBytes += bytes;
    }

    private void give(long bytes) {
        heldBytes -= bytes;
        memory.give(bytes);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!ctx.channel().config().isAutoRead() && state != State.FAILED) {
            return; // until resume
        }
        try {
            switch (state) {
                case HEADER -> readHeader(ctx, in, out);
                case DATA -> readData(in, out);
                case FAILED -> in.skipBytes(in.readableBytes());
            }
        } catch (RtmpProtocolException e) {
            fail();
            in.skipBytes(in.readableBytes());
            throw e;
        }
    }

    /** Decodes the bytes that were read before auto-read was switched off. */
    void resume() {
        ChannelHandlerContext ctx = context;
        if (ctx != null && !ctx.isRemoved()) {
            try {
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
                channelReadComplete(ctx);
            } catch (Exception e) {
                ctx.fireExceptionCaught(e);
            }
        }
    }

    /**
     * Requests no further read while auto-read is off, even if the last read produced no message.
     */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (ctx.channel().config().isAutoRead()) {
            super.channelReadComplete(ctx);
        } else {
            ctx.fireChannelReadComplete();
        }
    }

    private void readHeader(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        ChunkHeader header = ChunkHeader.read(in);
        if (header == null) {
            return;
        }
        InboundChunkStream stream = stream(header);
        int extendedBytes = stream.extendedTimestampBytes(header, in);
        if (extendedBytes < 0) {
            in.readerIndex(start);
            return;
        }
        Integer extendedTimestamp = extendedBytes > 0 ? in.readInt() : null;
        if (!stream.isOpen()) {
            stream.begin(header, extendedTimestamp);
            checkLength(stream.length());
            int available = Math.min(stream.length(), in.readableBytes());
            take(available);
            stream.open(ctx.alloc(), available);
            openMessages++;
        } else if (header.fmt() != 3) {
            stream.proceed(header, extendedTimestamp);
        }
        current = stream;
        chunkRemaining = Math.min(chunkSize, stream.missing());
        state = State.DATA;
        readData(in, out);
    }

    private void readData(ByteBuf in, List<Object> out) {
        int bytes = Math.min(in.readableBytes(), chunkRemaining);
        int growth = current.growthFor(bytes);
        if (growth > 0) {
            take(growth);
        }
        current.append(in, bytes);
        chunkRemaining -= bytes;
        openBytes += bytes;
        if (chunkRemaining == 0) {
            state = State.HEADER;
        }
        if (current.missing() > 0) {
            checkOpenMessages();
            return;
        }
        openMessages--;
        openBytes -= current.length();
        give(current.capacity());
        deliver(current.complete(), out);
    }

    private void deliver(RawMessage message, List<Object> out) {
        switch (message.typeId()) {
            case MessageType.SET_CHUNK_SIZE -> setChunkSize(message);
            case MessageType.ABORT -> abort(message);
            default -> out.add(message);
        }
    }

    private void setChunkSize(RawMessage message) {
        try {
            int size = PayloadReader.readSetChunkSize(message.body()).size();
            if (size > limits.maxChunkSize()) {
                throw new RtmpProtocolException(
                        "chunk size %d, limit %d".formatted(size, limits.maxChunkSize()));
            }
            chunkSize = size;
        } finally {
            message.release();
        }
    }

    private void abort(RawMessage message) {
        try {
            InboundChunkStream stream =
                    streams.get(PayloadReader.readAbort(message.body()).chunkStreamId());
            if (stream != null && stream.isOpen()) {
                discard(stream);
            }
        } finally {
            message.release();
        }
    }

    private InboundChunkStream stream(ChunkHeader header) {
        InboundChunkStream known = streams.get(header.chunkStreamId());
        if (known != null) {
            return known;
        }
        // librtmp begins a chunk stream with format 1 where it pings: stream 0, time 0.
        if (header.fmt() > 1) {
            throw new RtmpProtocolException(
                    "chunk format %d begins chunk stream %d, expected 0"
                            .formatted(header.fmt(), header.chunkStreamId()));
        }
        if (streams.size() == limits.maxChunkStreams()) {
            throw new RtmpProtocolException(
                    "chunk stream %d is one more than the limit of %d"
                            .formatted(header.chunkStreamId(), limits.maxChunkStreams()));
        }
        take(STREAM_BYTES);
        InboundChunkStream stream = new InboundChunkStream();
        streams.put(header.chunkStreamId(), stream);
        return stream;
    }

    private void checkLength(int length) {
        if (length > limits.maxMessageBytes()) {
            throw new RtmpProtocolException(
                    "message of %d bytes, limit %d".formatted(length, limits.maxMessageBytes()));
        }
    }

    private void checkOpenMessages() {
        if (openMessages > limits.maxOpenMessages()) {
            throw new RtmpProtocolException(
                    "%d messages begun and not complete, limit %d"
                            .formatted(openMessages, limits.maxOpenMessages()));
        }
        if (openBytes > limits.maxOpenBytes()) {
            throw new RtmpProtocolException(
                    "%d bytes of incomplete messages, limit %d"
                            .formatted(openBytes, limits.maxOpenBytes()));
        }
    }

    private void discard(InboundChunkStream stream) {
        openMessages--;
        openBytes -= stream.readableBytes();
        give(stream.capacity());
        stream.discard();
    }

    private void fail() {
        state = State.FAILED;
        streams.values().stream().filter(InboundChunkStream::isOpen).forEach(this::discard);
        streams.clear();
        give(heldBytes);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        fail();
        memory.closed(this);
    }
}
