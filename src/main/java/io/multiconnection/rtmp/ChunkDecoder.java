package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;

/**
 * Puts the peer's chunks together to messages (section 5.3): all four header formats, chunk stream
 * ids of one to three bytes, extended timestamps, messages interleaved in any way.
 *
 * <p>Set Chunk Size and Abort are obeyed here and go no further. What goes on owns a buffer of its
 * own size: a slice of what was read would save a copy and let a hundred bytes of audio hold 64
 * KiB.
 *
 * <p>The first violation of the protocol or of {@link RtmpLimits} is thrown as an {@link
 * RtmpProtocolException}; whatever comes after it is skipped.
 */
public final class ChunkDecoder extends ByteToMessageDecoder {

    /** What either side uses until it announces another size (section 5.4.1), in bytes. */
    static final int INITIAL_CHUNK_SIZE = 128;

    private enum State {
        HEADER,
        DATA,
        FAILED
    }

    private final RtmpLimits limits;
    private final IntObjectMap<InboundChunkStream> streams = new IntObjectHashMap<>();
    private int chunkSize = INITIAL_CHUNK_SIZE;
    private int openMessages;
    private long openBytes;

    private State state = State.HEADER;

    /** The stream of the chunk being read, and the bytes of that chunk which are still to come. */
    private InboundChunkStream current = new InboundChunkStream();

    private int chunkRemaining;

    public ChunkDecoder(RtmpLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            switch (state) {
                case HEADER -> readHeader(ctx, in, out);
                case DATA -> readData(in, out);
                case FAILED -> in.skipBytes(in.readableBytes());
            }
        } catch (RtmpProtocolException e) {
            state = State.FAILED;
            discardOpenMessages();
            in.skipBytes(in.readableBytes());
            throw e;
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
            stream.open(ctx.alloc(), in.readableBytes());
            openMessages++;
        } else if (header.fmt() != 3) {
            throw new RtmpProtocolException(
                    "chunk format %d within a message of chunk stream %d, expected 3"
                            .formatted(header.fmt(), header.chunkStreamId()));
        }
        current = stream;
        chunkRemaining = Math.min(chunkSize, stream.missing());
        state = State.DATA;
        readData(in, out);
    }

    private void readData(ByteBuf in, List<Object> out) {
        int taken = current.take(in, chunkRemaining);
        chunkRemaining -= taken;
        openBytes += taken;
        if (chunkRemaining == 0) {
            state = State.HEADER;
        }
        if (current.missing() > 0) {
            checkOpenMessages();
            return;
        }
        openMessages--;
        openBytes -= current.length();
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
        openBytes -= stream.discard();
    }

    private void discardOpenMessages() {
        streams.values().stream().filter(InboundChunkStream::isOpen).forEach(this::discard);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        discardOpenMessages();
    }
}
