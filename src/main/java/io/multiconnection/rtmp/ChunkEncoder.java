package io.multiconnection.rtmp;

import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits messages into chunks (section 5.3) and announces the chunk size before the first message.
 *
 * <p>A small message is written as one buffer, a large one as headers and slices of its body, which
 * the socket gathers into one system call. {@link SharedMedia} provides its own chunks.
 *
 * <p>The buffers of one message must be written without interruption. Netty reports a change of
 * writability from within a write; listeners must not write to the channel during that call.
 *
 * <p>A Set Chunk Size that is written takes effect from the next message. {@link
 * OutboundChunkStreams} assigns messages to chunk streams.
 */
public final class ChunkEncoder extends ChannelOutboundHandlerAdapter {

    /** Chunk size that holds most frames. Wireshark fails to follow streams with larger chunks. */
    public static final int DEFAULT_CHUNK_SIZE = 16384;

    private final OutboundChunkStreams streams = new OutboundChunkStreams();
    private final int announcedChunkSize;
    private int chunkSize = SetChunkSize.INITIAL_SIZE;
    private boolean announced;
    private @Nullable ChannelPromise unobserved;

    /**
     * Creates the encoder of one connection.
     *
     * @param chunkSize in bytes; announced before the first message unless it is 128, the initial
     *     size
     */
    public ChunkEncoder(int chunkSize) {
        this.announcedChunkSize = new SetChunkSize(chunkSize).size();
        this.announced = chunkSize == SetChunkSize.INITIAL_SIZE;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        switch (message) {
            case RawMessage raw -> {
                announce(ctx);
                write(ctx, raw, promise);
            }
            case SharedMedia.OnStream media -> {
                announce(ctx);
                write(ctx, media, promise);
            }
            default -> ctx.write(message, promise);
        }
    }

    /**
     * Announces the chunk size before the first message. Red5 does not read a connect whose last
     * chunk has one or two bytes; one that fits a single chunk always works.
     */
    private void announce(ChannelHandlerContext ctx) {
        if (!announced) {
            announced = true;
            ByteBuf body = PayloadWriter.write(new SetChunkSize(announcedChunkSize), ctx.alloc());
            write(ctx, new RawMessage(0, MessageType.SET_CHUNK_SIZE, 0, body), ctx.newPromise());
        }
    }

    private void write(ChannelHandlerContext ctx, RawMessage message, ChannelPromise promise) {
        OutboundChunkStream stream = streams.of(message.typeId(), message.messageStreamId());
        int fmt = stream.fmt(message.messageStreamId(), message.timestamp());
        int time = stream.time(fmt, message.timestamp());
        try {
            int nextChunkSize =
                    message.typeId() == MessageType.SET_CHUNK_SIZE
                            ? PayloadReader.readSetChunkSize(message.body().duplicate()).size()
                            : chunkSize;
            List<ByteBuf> chunks =
                    ChunkWriter.write(fmt, stream.id(), time, message, chunkSize, ctx.alloc());
            stream.wrote(message.messageStreamId(), message.timestamp());
            chunkSize = nextChunkSize;
            for (int i = 0; i < chunks.size(); i++) {
                ctx.write(chunks.get(i), promise(ctx, promise, i == chunks.size() - 1));
            }
        } finally {
            message.release();
        }
    }

    private void write(
            ChannelHandlerContext ctx, SharedMedia.OnStream media, ChannelPromise promise) {
        OutboundChunkStream stream = streams.of(media.typeId(), media.messageStreamId());
        int fmt = stream.fmt(media.messageStreamId(), media.timestamp());
        try {
            List<ByteBuf> chunks = media.chunks(fmt, stream, chunkSize);
            stream.wrote(media.messageStreamId(), media.timestamp());
            for (int i = 0; i < chunks.size(); i++) {
                ctx.write(
                        chunks.get(i).retainedDuplicate(),
                        promise(ctx, promise, i == chunks.size() - 1));
            }
        } finally {
            media.release();
        }
    }

    /**
     * Returns the caller's promise for the last buffer of a message, and a void promise for the
     * others.
     */
    private ChannelPromise promise(
            ChannelHandlerContext ctx, ChannelPromise promise, boolean isLast) {
        if (isLast) {
            return promise;
        }
        if (unobserved == null) {
            unobserved = new VoidChannelPromise(ctx.channel(), false);
        }
        return unobserved;
    }
}
