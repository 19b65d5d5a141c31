package io.multiconnection.rtmp;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Writes what {@link RtmpMessage}s carry, and counts what of it waits for the peer to read. {@link
 * SharedMedia} has done so already and passes.
 *
 * <p>A peer that calls and does not read its answers is not read either: while more than {@value
 * #MAX_ANSWER_BYTES} bytes of answers wait, the channel's auto-read is off. Other messages never
 * stop reading, because the peer may be waiting for us to read in order to go on itself.
 */
public final class MessageEncoder extends ChannelOutboundHandlerAdapter {

    /** Answers that may wait before the peer is no longer read, in bytes. */
    static final int MAX_ANSWER_BYTES = 64 << 10;

    /**
     * Heap of a message that waits: promises, buffers of its chunks and their entries, in bytes.
     */
    private static final int MESSAGE_BYTES = 512;

    /** Heap of each further chunk of a message, in bytes. */
    private static final int CHUNK_BYTES = 256;

    /** Bytes that may have been read before a pause and wait in the decoder. */
    private static final int READ_BYTES = 64 << 10;

    private final MemoryAccount memory;
    private final ChunkDecoder decoder;
    private final int chunkSize;
    private long waitingBytes;
    private long answerBytes;
    private boolean paused;

    /**
     * An encoder for one connection.
     *
     * @param memory from which messages that wait are taken
     * @param decoder of the same connection, which goes on when the answers have been read
     * @param chunkSize of our chunks, in bytes
     */
    public MessageEncoder(RtmpMemory memory, ChunkDecoder decoder, int chunkSize) {
        this.memory = memory.account();
        this.decoder = decoder;
        this.chunkSize = chunkSize;
    }

    /** Returns the memory that messages take which the socket has not taken yet, without media. */
    public long waitingBytes() {
        return waitingBytes;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof RtmpMessage rtmp) {
            RawMessage raw = encode(ctx, rtmp);
            ChannelPromise observed = promise.unvoid();
            count(ctx, raw, isAnswer(rtmp), observed);
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

    private static boolean isAnswer(RtmpMessage message) {
        return message.payload() instanceof Command command
                && (command.name().equals("_result") || command.name().equals("_error"));
    }

    private void count(
            ChannelHandlerContext ctx, RawMessage raw, boolean isAnswer, ChannelPromise promise) {
        long bytes =
                MESSAGE_BYTES
                        + raw.body().capacity()
                        + (long) CHUNK_BYTES * (raw.body().readableBytes() / chunkSize);
        long answer = isAnswer ? bytes : 0;
        memory.take(MemoryKind.SEND_QUEUE, bytes);
        waitingBytes += bytes;
        answerBytes += answer;
        if (answerBytes > MAX_ANSWER_BYTES) {
            pause(ctx);
        }
        promise.addListener(_ -> read(ctx, bytes, answer));
    }

    /** The peer has read a message, or the connection has ended. */
    private void read(ChannelHandlerContext ctx, long bytes, long answer) {
        memory.give(MemoryKind.SEND_QUEUE, bytes);
        waitingBytes -= bytes;
        answerBytes -= answer;
        if (paused && answerBytes < MAX_ANSWER_BYTES / 2 && ctx.channel().isActive()) {
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

    /** Later: this may be called from within a read. */
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
