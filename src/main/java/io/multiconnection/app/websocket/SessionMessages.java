package io.multiconnection.app.websocket;

import io.multiconnection.app.vertx.LoopPause;
import io.multiconnection.gateway.SessionRouter;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBuf;

/**
 * Listener that routes the messages of a WebSocket to its session.
 *
 * @param pause pause of the WebSocket's event loop after media
 */
record SessionMessages(SessionRouter router, LoopPause pause)
        implements WebSocketMessageHandler.Listener {

    @Override
    public void onText(String message) {
        router.text(message);
    }

    @Override
    public void onBinary(ByteBuf message) {
        router.media(message);
        pause.request();
    }

    @Override
    public void onEndOfRead() {
        router.endOfRead();
    }

    @Override
    public void onControlFrame() {
        router.controlFrame();
    }

    @Override
    public void onOverhead(int bytes) {
        router.overhead(bytes);
    }

    @Override
    public void onViolation(CloseCode code, String reason) {
        router.fail(code, reason);
    }

    @Override
    public void onMemoryOverrun(MemoryOverrun reason) {
        router.overrun(reason);
    }
}
