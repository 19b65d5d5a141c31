package io.multiconnection.rtmp;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Encoder of message payloads; counts the bytes that wait for the peer to read them. {@link
 * SharedMedia} is encoded already and passes.
 *
 * <p>A peer that calls and does not read the responses is not read either: while more than {@value
 * #MAX_RESPONSE_BYTES} bytes of responses wait, the channel's auto-read is off. Other messages
 * never stop reading, because the peer may need its messages read before it can continue.
 */
public final class MessageEncoder extends ChannelOutboundHandlerAdapter {

    /** Bytes of responses that may wait before the peer is no longer read. */
    static final int MAX_RESPONSE_BYTES = 64 << 10;

    /** Heap of a waiting message: promises, buffers of its chunks and their entries, in bytes. */
    private static final int MESSAGE_BYTES = 512;

    /** Heap of each further chunk of a message, in bytes. */
    private static final int CHUNK_BYTES = 256;

    /** Bytes that may be in the decoder when reading is paused. */
    private static final int READ_BYTES = 64 << 10;

    private final MemoryAccount memory;
    private final ChunkDecoder decoder;
    private final int chunkSize;
    private long waitingBytes;
    private long responseBytes;
    private boolean paused;

    /**
     * Creates the encoder of one connection.
     *
     * @param memory accounts for messages that wait
     * @param decoder decoder of the same connection, resumed when the responses have been read
     * @param chunkSize size of sent chunks, in bytes
     */
    public MessageEncoder(RtmpMemory memory, ChunkDecoder decoder, int chunkSize) {
        this.memory = memory.account();
        this.decoder = decoder;
        this.chunkSize = chunkSize;
    }

    /** Returns the memory of the messages that wait for the socket, without media. */
    public long waitingBytes() {
        return waitingBytes;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof RtmpMessage rtmp) {
            RawMessage raw = encode(ctx, rtmp);
            ChannelPromise observed = promise.unvoid();
            count(ctx, raw, isResponse(rtmp), observed);
            ctx.write(raw, observed);
        } else {
            ctx.write(message, promise);
        }
    }

    private static RawMessage encode(ChannelHandlerContext ctx, RtmpMessage message) {
        return new RawMessage(
                message.timestamp(),
                message.payload().typeId(),
                message.messageStreamId(),
                PayloadWriter.write(message.payload(), ctx.alloc()));
    }

    private static boolean isResponse(RtmpMessage message) {
        return message.payload() instanceof Command command
                && (command.name().equals("_result") || command.name().equals("_error"));
    }

    private void count(
            ChannelHandlerContext ctx, RawMessage raw, boolean isResponse, ChannelPromise promise) {
        long bytes =
                MESSAGE_BYTES
                        + raw.body().capacity()
                        + (long) CHUNK_BYTES * (raw.body().readableBytes() / chunkSize);
        long response = isResponse ? bytes : 0;
        memory.take(MemoryKind.SEND_QUEUE, bytes);
        waitingBytes += bytes;
        responseBytes += response;
        if (responseBytes > MAX_RESPONSE_BYTES) {
            pause(ctx);
        }
        promise.addListener(_ -> read(ctx, bytes, response));
    }

    /** Counts a message that the peer has read, or that was dropped with the connection. */
    private void read(ChannelHandlerContext ctx, long bytes, long response) {
        memory.give(MemoryKind.SEND_QUEUE, bytes);
        waitingBytes -= bytes;
        responseBytes -= response;
        if (paused && responseBytes < MAX_RESPONSE_BYTES / 2 && ctx.channel().isActive()) {
            resume(ctx);
        }
    }

    private void pause(ChannelHandlerContext ctx) {
        if (!paused) {
            paused = true;
            memory.take(MemoryKind.CHUNKS, READ_BYTES);
            ctx.channel().config().setAutoRead(false);
        }
    }

    private void endPause() {
        if (paused) {
            paused = false;
            memory.give(MemoryKind.CHUNKS, READ_BYTES);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        endPause();
    }

    /** Resumes reading, later because this may be called from within a read. */
    private void resume(ChannelHandlerContext ctx) {
        endPause();
        ctx.executor()
                .execute(
                        () -> {
                            if (!paused) {
                                ctx.channel().config().setAutoRead(true);
                                decoder.resume();
                            }
                        });
    }
}
