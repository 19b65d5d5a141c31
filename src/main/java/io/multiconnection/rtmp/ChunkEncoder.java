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
 * Cuts messages into chunks (section 5.3) and announces the size of them before the first.
 *
 * <p>A message is written as a few buffers, headers and slices of its body, which the socket
 * gathers into one system call; bodies are never copied. {@link SharedMedia} brings its chunks
 * along.
 *
 * <p>Nothing may come between the buffers of one message. Netty tells of a channel that is no
 * longer writable from within a write: whoever hears of it must not write to that channel then and
 * there.
 *
 * <p>Our own Set Chunk Size is obeyed from the next message on. {@link OutboundChunkStreams} says
 * which chunk stream a message goes on.
 */
public final class ChunkEncoder extends ChannelOutboundHandlerAdapter {

    /** Most frames are one chunk; Wireshark loses its way where chunks are larger. */
    public static final int DEFAULT_CHUNK_SIZE = 16384;

    private final OutboundChunkStreams streams = new OutboundChunkStreams();
    private final int announcedChunkSize;
    private int chunkSize = SetChunkSize.INITIAL_SIZE;
    private boolean announced;
    private @Nullable ChannelPromise unobserved;

    /**
     * An encoder for one connection.
     *
     * @param chunkSize in bytes; announced before the first message unless it is 128, which needs
     *     no saying
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
     * Red5 leaves a connect unread whose last chunk holds a byte or two; in one chunk it never
     * does.
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

    /** The last buffer of a message tells how its write went; the others need not. */
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
