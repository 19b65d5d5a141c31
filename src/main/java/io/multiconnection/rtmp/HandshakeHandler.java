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
 * Handler of the handshake (section 5.2). Fires {@link Done} and removes itself when it is
 * complete. Bytes that arrived early go to the next handler.
 *
 * <p>Each side sends a version and a block (C0 C1, S0 S1), and a response to the peer's block (C2,
 * S2). A plain response is the peer's block. In the form that Flash Player introduced, and that
 * servers of its time require before they play H.264, block and response are signed: {@link
 * HandshakeDigest}.
 *
 * <p>The content of the peer's response is ignored, because some servers send zeros, or send the
 * client's block as their own. This handler has no timeout.
 *
 * <pre>
 * HELLO --version and block: own ones are sent (server), response is sent--> RESPONSE
 * RESPONSE --any 1536 bytes--> removed
 * HELLO --a version above 31--> FAILED, which skips all further bytes
 * </pre>
 */
public final class HandshakeHandler extends ByteToMessageDecoder {

    /**
     * User event that is fired when messages may be sent, before those of the peer are read.
     *
     * @param signed whether the peer signed its block
     */
    public record Done(boolean signed) {}

    /** Form of a client's block. A server uses the client's form. */
    public enum Form {
        /** Unsigned, as in the specification. */
        PLAIN,
        /** Signed in the first half of the block, as by most players. */
        DIGEST_0,
        /** Signed in the second half of the block. */
        DIGEST_1
    }

    private enum State {
        HELLO,
        RESPONSE,
        FAILED
    }

    private static final int VERSION = 3;

    /** Highest valid version, so that RTMP differs from text protocols (section 5.2.2). */
    private static final int MAX_VERSION = 31;

    /**
     * Program version in a signed block; 0 in a plain one. Servers expect a digest from Flash
     * Player 9 or later, clients from Flash Media Server 3 or later.
     */
    private static final byte[] CLIENT_VERSION = {10, 0, 45, 2};

    private static final byte[] SERVER_VERSION = {5, 0, 3, 1};

    /** Index of the program version, after four bytes of time, which are left 0. */
    private static final int VERSION_INDEX = 4;

    private static final int HEADER_BYTES = 8;

    private final Signer own;
    private final OptionalInt ownScheme;
    private State state = State.HELLO;
    private boolean sentHello;
    private boolean signed;

    private HandshakeHandler(Signer own, OptionalInt ownScheme) {
        this.own = own;
        this.ownScheme = ownScheme;
    }

    /**
     * Returns the handler of the side that opened the connection. It starts when the channel is
     * active.
     */
    public static HandshakeHandler client(Form form) {
        return new HandshakeHandler(
                Signer.CLIENT,
                switch (form) {
                    case PLAIN -> OptionalInt.empty();
                    case DIGEST_0 -> OptionalInt.of(0);
                    case DIGEST_1 -> OptionalInt.of(1);
                });
    }

    /**
     * Returns the handler of the side that accepted the connection. It accepts every form of the
     * client.
     */
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
        if (own == Signer.CLIENT && !sentHello) {
            sendHello(ctx, ownScheme);
            ctx.flush();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        switch (state) {
            case HELLO -> readHello(ctx, in);
            case RESPONSE -> readResponse(ctx, in);
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
        signed = scheme.isPresent();
        if (!sentHello) {
            sendHello(ctx, scheme);
        }
        ctx.writeAndFlush(Unpooled.wrappedBuffer(response(block, scheme)));
        state = State.RESPONSE;
    }

    private void readResponse(ChannelHandlerContext ctx, ByteBuf in) {
        if (in.readableBytes() < BLOCK_BYTES) {
            return;
        }
        in.skipBytes(BLOCK_BYTES);
        ctx.fireUserEventTriggered(new Done(signed));
        ctx.pipeline().remove(this);
    }

    private void sendHello(ChannelHandlerContext ctx, OptionalInt scheme) {
        sentHello = true;
        byte[] block = random();
        Arrays.fill(block, 0, HEADER_BYTES, (byte) 0);
        if (scheme.isPresent()) {
            byte[] version = own == Signer.CLIENT ? CLIENT_VERSION : SERVER_VERSION;
            System.arraycopy(version, 0, block, VERSION_INDEX, version.length);
            HandshakeDigest.sign(block, scheme.getAsInt(), own);
        }
        ctx.write(ctx.alloc().ioBuffer(1 + BLOCK_BYTES).writeByte(VERSION).writeBytes(block));
    }

    /**
     * Returns the scheme of a signed block. A block without a program version is unsigned, and so
     * is the response to it.
     */
    private OptionalInt scheme(byte[] block) {
        boolean plainClient = own == Signer.CLIENT && ownScheme.isEmpty();
        boolean plainBlock = ByteBuffer.wrap(block).getInt(VERSION_INDEX) == 0;
        return plainClient || plainBlock
                ? OptionalInt.empty()
                : HandshakeDigest.scheme(block, own.other());
    }

    private byte[] response(byte[] block, OptionalInt scheme) {
        if (scheme.isEmpty()) {
            return block;
        }
        byte[] response = random();
        HandshakeDigest.signResponse(response, block, scheme.getAsInt(), own);
        return response;
    }

    private static byte[] random() {
        byte[] block = new byte[BLOCK_BYTES];
        ThreadLocalRandom.current().nextBytes(block);
        return block;
    }
}
