package io.multiconnection.app.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Sender of pongs. While a pong is being written, it keeps the latest ping only (RFC 6455, section
 * 5.5.3), so that a client which does not read costs no memory.
 */
final class PongSender {

    private boolean isWriting;
    private @Nullable ByteBuf next;

    /** Responds to a ping with its payload, which is borrowed. */
    void send(ChannelHandlerContext ctx, ByteBuf payload) {
        if (isWriting) {
            ReferenceCountUtil.release(next);
            next = payload.retain();
            return;
        }
        isWriting = true;
        ctx.writeAndFlush(new PongWebSocketFrame(payload.retain())).addListener(_ -> written(ctx));
    }

    private void written(ChannelHandlerContext ctx) {
        isWriting = false;
        ByteBuf latest = next;
        next = null;
        if (latest != null) {
            send(ctx, latest);
            latest.release();
        }
    }

    /** Drops the ping that waits. */
    void stop() {
        ReferenceCountUtil.release(next);
        next = null;
    }
}
