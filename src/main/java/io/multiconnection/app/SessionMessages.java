package io.multiconnection.app;

import io.multiconnection.gateway.SessionRouter;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Messages of a WebSocket on their way to its session. */
record SessionMessages(SessionRouter inbound) implements WebSocketMessageHandler.Listener {

    @Override
    public void onText(String message) {
        inbound.text(message);
    }

    @Override
    public void onBinary(ByteBuf message) {
        // In the heap: with the direct buffer itself, Red5 lost frames of its first second.
        inbound.media(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(message)));
    }

    @Override
    public void onControlFrame() {
        inbound.controlFrame();
    }

    @Override
    public void onOverhead(int bytes) {
        inbound.overhead(bytes);
    }

    @Override
    public void onViolation(CloseCode code, String reason) {
        inbound.fail(code, reason);
    }

    @Override
    public void onMemoryOverrun(MemoryOverrun reason) {
        inbound.overrun(reason);
    }
}
