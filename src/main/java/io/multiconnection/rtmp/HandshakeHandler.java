package io.multiconnection.rtmp;

import static io.multiconnection.rtmp.HandshakeDigest.BLOCK_BYTES;

import io.multiconnection.rtmp.HandshakeDigest.Signer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Shakes hands (section 5.2), then fires {@link Done} and takes itself out of the pipeline. Bytes
 * that came early go to the next handler.
 *
 * <p>Each side sends a version and a block (C0 C1, S0 S1), and answers the other's block (C2, S2).
 * Plain, an answer is the block sent back. In the form that Flash Player introduced, and that
 * servers of its time want to see before they play H.264, both are signed: {@link HandshakeDigest}.
 *
 * <p>What the other side's answer says is not looked at: there are servers that send back zeros, or
 * the client's block for their own. Nothing here limits time.
 *
 * <pre>
 * HELLO --version and block: ours are sent (server), theirs is answered--> ANSWER
 * ANSWER --any 1536 bytes--> removed
 * HELLO --a version above 31--> FAILED, which skips what comes
 * </pre>
 */
public final class HandshakeHandler extends ByteToMessageDecoder {

    /**
     * Fired through the pipeline when messages may be sent; those of the peer come after it.
     *
     * @param digest whether the peer signed its block
     */
    public record Done(boolean digest) {}

    /** What a client's block looks like. A server answers in kind. */
    public enum Form {
        /** What the specification says. */
        PLAIN,
        /** Signed in the first half of the block, as most players do. */
        DIGEST_0,
        /** Signed in the second half. */
        DIGEST_1
    }

    private enum State {
        HELLO,
        ANSWER,
        FAILED
    }

    private static final int VERSION = 3;

    /** Higher ones are not allowed, so that RTMP is told from protocols of text (5.2.2). */
    private static final int MAX_VERSION = 31;

    /**
     * The version of the program in a signed block; 0 in a plain one. A server looks for a digest
     * from Flash Player 9 on, a client from Flash Media Server 3 on.
     */
    private static final byte[] CLIENT_VERSION = {10, 0, 45, 2};

    private static final byte[] SERVER_VERSION = {5, 0, 3, 1};

    /** A block begins with four bytes of time, which we leave 0, and four of version. */
    private static final int VERSION_INDEX = 4;

    private static final int HEADER_BYTES = 8;

    private final Signer own;
    private final OptionalInt ownScheme;
    private State state = State.HELLO;
    private boolean saidHello;
    private boolean digest;

    private HandshakeHandler(Signer own, OptionalInt ownScheme) {
        this.own = own;
        this.ownScheme = ownScheme;
    }

    /** For the side that opened the connection; it begins as soon as the channel is active. */
    public static HandshakeHandler client(Form form) {
        return new HandshakeHandler(
                Signer.CLIENT,
                switch (form) {
                    case PLAIN -> OptionalInt.empty();
                    case DIGEST_0 -> OptionalInt.of(0);
                    case DIGEST_1 -> OptionalInt.of(1);
                });
    }

    /** For the side that accepted the connection; takes whatever form the client has. */
    public static HandshakeHandler server() {
        return new HandshakeHandler(Signer.SERVER, OptionalInt.empty());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            begin(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        begin(ctx);
        super.channelActive(ctx);
    }

    private void begin(ChannelHandlerContext ctx) {
        if (own == Signer.CLIENT && !saidHello) {
            sayHello(ctx, ownScheme);
            ctx.flush();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        switch (state) {
            case HELLO -> readHello(ctx, in);
            case ANSWER -> readAnswer(ctx, in);
            case FAILED -> in.skipBytes(in.readableBytes());
        }
    }

    private void readHello(ChannelHandlerContext ctx, ByteBuf in) {
        int version = in.getUnsignedByte(in.readerIndex());
        if (version > MAX_VERSION) {
            state = State.FAILED;
            in.skipBytes(in.readableBytes());
            throw new RtmpProtocolException(
                    "handshake of version %d, expected %d".formatted(version, VERSION));
        }
        if (in.readableBytes() < 1 + BLOCK_BYTES) {
            return;
        }
        byte[] block = new byte[BLOCK_BYTES];
        in.skipBytes(1).readBytes(block);
        OptionalInt scheme = scheme(block);
        digest = scheme.isPresent();
        if (!saidHello) {
            sayHello(ctx, scheme);
        }
        ctx.writeAndFlush(Unpooled.wrappedBuffer(answer(block, scheme)));
        state = State.ANSWER;
    }

    private void readAnswer(ChannelHandlerContext ctx, ByteBuf in) {
        if (in.readableBytes() < BLOCK_BYTES) {
            return;
        }
        in.skipBytes(BLOCK_BYTES);
        ctx.fireUserEventTriggered(new Done(digest));
        ctx.pipeline().remove(this);
    }

    private void sayHello(ChannelHandlerContext ctx, OptionalInt scheme) {
        saidHello = true;
        byte[] block = random();
        Arrays.fill(block, 0, HEADER_BYTES, (byte) 0);
        if (scheme.isPresent()) {
            byte[] version = own == Signer.CLIENT ? CLIENT_VERSION : SERVER_VERSION;
            System.arraycopy(version, 0, block, VERSION_INDEX, version.length);
            HandshakeDigest.sign(block, scheme.getAsInt(), own);
        }
        ctx.write(ctx.alloc().ioBuffer(1 + BLOCK_BYTES).writeByte(VERSION).writeBytes(block));
    }

    /** A block without the version of a program is not signed; neither is the answer to it. */
    private OptionalInt scheme(byte[] block) {
        boolean plainClient = own == Signer.CLIENT && ownScheme.isEmpty();
        boolean plainBlock = ByteBuffer.wrap(block).getInt(VERSION_INDEX) == 0;
        return plainClient || plainBlock
                ? OptionalInt.empty()
                : HandshakeDigest.scheme(block, own.other());
    }

    private byte[] answer(byte[] block, OptionalInt scheme) {
        if (scheme.isEmpty()) {
            return block;
        }
        byte[] answer = random();
        HandshakeDigest.signAnswer(answer, block, scheme.getAsInt(), own);
        return answer;
    }

    private static byte[] random() {
        byte[] block = new byte[BLOCK_BYTES];
        ThreadLocalRandom.current().nextBytes(block);
        return block;
    }
}
