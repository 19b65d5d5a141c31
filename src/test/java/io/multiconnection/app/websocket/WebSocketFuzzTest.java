package io.multiconnection.app.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.multiconnection.CountedBuffers;
import io.multiconnection.FuzzInput;
import io.multiconnection.app.RawWebSocket;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzz input: the size of each read, then the frames of a client. */
class WebSocketFuzzTest {

    private static final int MAX_TEXT = 100;
    private static final int MAX_BINARY = 200;
    private static final int MAX_FRAME = 1000;

    private final CountedBuffers buffers = new CountedBuffers();

    private static final class Last extends ChannelInboundHandlerAdapter {}

    /** Callbacks of the handler, in order. */
    private static final class Heard implements WebSocketMessageHandler.Listener {

        private final List<String> events = new ArrayList<>();

        @Override
        public void onText(String message) {
            events.add("text " + message);
        }

        @Override
        public void onBinary(ByteBuf message) {
            events.add("binary " + ByteBufUtil.hexDump(message));
        }

        @Override
        public void onEndOfRead() {}

        @Override
        public void onControlFrame() {
            events.add("control");
        }

        @Override
        public void onOverhead(int bytes) {
            assertThat(bytes).isPositive();
            events.add("overhead " + bytes);
        }

        @Override
        public void onViolation(CloseCode code, String reason) {
            events.add(code + " " + reason);
        }

        @Override
        public void onMemoryOverrun(MemoryOverrun reason) {
            events.add("overrun " + reason);
        }
    }

    static Stream<byte[]> frames() {
        byte[] hello = "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Stream.of(
                seed(frame(true, RawWebSocket.TEXT, hello)),
                seed(
                        frame(false, RawWebSocket.BINARY, hello),
                        frame(true, RawWebSocket.PING, hello),
                        frame(false, 0, new byte[0]),
                        frame(true, 0, new byte[130])),
                seed(frame(true, RawWebSocket.TEXT, new byte[MAX_TEXT + 1])),
                seed(frame(true, RawWebSocket.BINARY, new byte[MAX_FRAME + 1])),
                seed(frame(true, RawWebSocket.CLOSE, new byte[] {3, (byte) 0xE8})));
    }

    private static byte[] frame(boolean last, int opcode, byte[] payload) {
        return RawWebSocket.frame(last, opcode, payload);
    }

    private static byte[] seed(byte[]... frames) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            wire.writeBytes(frame);
        }
        return FuzzInput.of(wire.toByteArray(), 3);
    }

    @MethodSource("frames")
    @FuzzTest
    void deliversSameMessagesInAnyFragmentation(byte[] data) {
        FuzzInput input = new FuzzInput(data);
        int piece = 1 + input.choice(256);
        byte[] wire = input.rest();

        assertThat(outcome(wire, piece)).isEqualTo(outcome(wire, Math.max(1, wire.length)));
        buffers.assertAllReleased();
    }

    private List<String> outcome(byte[] wire, int piece) {
        MemoryBudget budget = new MemoryBudget(new MemoryLimits(4 << 20, 2 << 20, 1 << 20));
        EmbeddedChannel channel = buffers.channel(decoder(), new Last());
        WebSocketMessageHandler handler =
                new WebSocketMessageHandler(channel, budget, "192.0.2.1", MAX_TEXT, MAX_BINARY);
        handler.addBetween(WebSocket13FrameDecoder.class, Last.class);
        Heard heard = new Heard();
        handler.begin(heard);
        buffers.writeInPieces(channel, wire, piece);
        channel.finishAndReleaseAll();
        assertThat(budget.used()).isZero();
        return heard.events;
    }

    private static WebSocket13FrameDecoder decoder() {
        return new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .maxFramePayloadLength(MAX_FRAME)
                        .build());
    }
}
