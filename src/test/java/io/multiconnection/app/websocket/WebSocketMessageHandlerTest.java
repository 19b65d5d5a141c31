package io.multiconnection.app.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketMessageHandlerTest {

    private static final int MAX_TEXT = 1000;
    private static final int MAX_BINARY = 5000;
    private static final int MAX_FRAME = 100_000;

    /** Callbacks of the handler, in order. */
    private final List<String> heard = new ArrayList<>();

    /** Unfinished writes to a client that does not read. */
    private static final class SlowSocket extends ChannelOutboundHandlerAdapter {

        private final Deque<Object> messages = new ArrayDeque<>();
        private final Deque<ChannelPromise> promises = new ArrayDeque<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            messages.add(message);
            promises.add(promise);
        }

        ByteBuf take() {
            promises.remove().setSuccess();
            return ((PongWebSocketFrame) messages.remove()).content();
        }
    }

    private static final class Last extends ChannelInboundHandlerAdapter {}

    private final class Heard implements WebSocketMessageHandler.Listener {

        @Override
        public void onText(String message) {
            heard.add("text " + message);
        }

        @Override
        public void onBinary(ByteBuf message) {
            heard.add("binary of " + message.readableBytes());
        }

        @Override
        public void onEndOfRead() {
            reads++;
            heardAtEndOfRead = heard.size();
        }

        @Override
        public void onControlFrame() {
            heard.add("control");
        }

        @Override
        public void onOverhead(int bytes) {
            overhead += bytes;
        }

        @Override
        public void onViolation(CloseCode code, String reason) {
            heard.add(code + " " + reason);
        }

        @Override
        public void onMemoryOverrun(MemoryOverrun reason) {
            heard.add("overrun " + reason);
        }
    }

    private int overhead;
    private int reads;
    private int heardAtEndOfRead;
    private final MemoryBudget budget =
            new MemoryBudget(new MemoryLimits(4 << 20, 1 << 20, 80_000));
    private final EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
    private final SlowSocket socket = new SlowSocket();
    private final EmbeddedChannel channel = new EmbeddedChannel(socket, decoder(), new Last());
    private final WebSocketMessageHandler handler =
            new WebSocketMessageHandler(channel, budget, "192.0.2.1", MAX_TEXT, MAX_BINARY);

    WebSocketMessageHandlerTest() {
        handler.addBetween(WebSocket13FrameDecoder.class, Last.class);
        handler.begin(new Heard());
    }

    private static WebSocket13FrameDecoder decoder() {
        return new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .maxFramePayloadLength(MAX_FRAME)
                        .build());
    }

    @AfterEach
    void leavesNothingBehind() {
        client.finishAndReleaseAll();
        channel.finishAndReleaseAll();
        socket.messages.forEach(ReferenceCountUtil::release);
        assertThat(budget.used()).isZero();
    }

    private ByteBuf wire(WebSocketFrame... frames) {
        ByteBuf all = Unpooled.buffer();
        for (WebSocketFrame frame : frames) {
            client.writeOutbound(frame);
            for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
                all.writeBytes(part);
                part.release();
            }
        }
        return all;
    }

    private void receive(WebSocketFrame... frames) {
        channel.writeInbound(wire(frames));
    }

    private static ByteBuf bytes(int count) {
        return Unpooled.buffer().writeZero(count);
    }

    private static TextWebSocketFrame text(boolean last, String text) {
        return new TextWebSocketFrame(last, 0, text);
    }

    private static ContinuationWebSocketFrame more(boolean last, String text) {
        return new ContinuationWebSocketFrame(last, 0, text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void joinsFragmentsInAnySegmentation(int piece) {
        ByteBuf wire =
                wire(
                        text(false, "he"),
                        new PingWebSocketFrame(),
                        more(false, ""),
                        more(true, "llo"),
                        new BinaryWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[] {8})),
                        text(false, ""),
                        more(true, "again"));
        while (wire.isReadable()) {
            channel.writeInbound(wire.readBytes(Math.min(piece, wire.readableBytes())));
        }
        wire.release();

        assertThat(heard).containsExactly("control", "text hello", "binary of 1", "text again");
        assertThat(handler.memory().held(MemoryKind.INBOUND)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1000,1000", "1001,1001", "4000,4000", "-1,1005"})
    void distinguishesCloseFrameWithoutCodeFrom1000(int sent, int closeCode) {
        CloseWebSocketFrame frame =
                sent < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(sent, "");
        assertThat(handler.closeCode(1006)).isEqualTo(1006);
        receive(frame);
        assertThat(handler.closeCode(1006)).isEqualTo(closeCode);
        channel.releaseInbound();
    }

    @Test
    void reportsEndOfReadOnceAfterItsMessages() {
        int before = reads;
        receive(text(true, "one"), new BinaryWebSocketFrame(bytes(10)), text(true, "two"));
        assertThat(reads - before).isOne();
        assertThat(heardAtEndOfRead).isEqualTo(3);
    }

    @Test
    void queuesMessagesBeforeListener() {
        EmbeddedChannel other = new EmbeddedChannel(decoder(), new Last());
        WebSocketMessageHandler late =
                new WebSocketMessageHandler(other, budget, "192.0.2.1", MAX_TEXT, MAX_BINARY);
        late.addBetween(WebSocket13FrameDecoder.class, Last.class);
        other.writeInbound(wire(text(false, "a"), more(true, "b"), text(false, "c")));
        assertThat(heard).isEmpty();

        late.begin(new Heard());
        other.writeInbound(wire(more(true, "d")));

        assertThat(heard).containsExactly("text ab", "text cd");
        other.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "500, 501", "1000, 1", "1, 1, 999", "0, 1001"})
    void closesWith1009ForOversizedTextInAnyFragmentation(String sizes) {
        oversized(true, sizes);

        assertThat(heard)
                .containsExactly("TOO_BIG a text message of 1001 bytes or more, limit 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5001", "2500, 2501", "5000, 1"})
    void closesWith1009ForOversizedMediaInAnyFragmentation(String sizes) {
        oversized(false, sizes);

        assertThat(heard)
                .containsExactly("TOO_BIG a binary message of 5001 bytes or more, limit 5000");
    }

    private void oversized(boolean isText, String sizes) {
        String[] each = sizes.split(", ", -1);
        for (int i = 0; i < each.length; i++) {
            ByteBuf content = bytes(Integer.parseInt(each[i]));
            boolean last = i == each.length - 1;
            if (i > 0) {
                receive(new ContinuationWebSocketFrame(last, 0, content));
            } else if (isText) {
                receive(new TextWebSocketFrame(last, 0, content));
            } else {
                receive(new BinaryWebSocketFrame(last, 0, content));
            }
        }
    }

    @Test
    void closesWith1009ForFrameOverLimitOfDecoder() {
        receive(new BinaryWebSocketFrame(true, 0, bytes(MAX_FRAME + 1)));

        assertThat(heard).singleElement().asString().startsWith("TOO_BIG");
    }

    @Test
    void closesWith1007ForTextThatIsNotUtf8() {
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        receive(
                new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(euro, 0, 1)),
                new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(euro, 1, 2)),
                new TextWebSocketFrame(true, 0, Unpooled.wrappedBuffer(euro, 0, 2)));

        assertThat(heard).containsExactly("text €", "NOT_UTF8 a text message that is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "RSV1, C1 80 00000000",
        "RSV3, 91 80 00000000",
        "reserved opcode, 83 80 00000000",
        "not masked, 81 00",
        "continuation of nothing, 80 80 00000000",
        "fragmented ping, 09 80 00000000",
    })
    void closesWith1002ForMalformedFrames(String what, String wire) {
        channel.writeInbound(
                Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(wire.replace(" ", ""))));

        assertThat(heard).as(what).singleElement().asString().startsWith("PROTOCOL_ERROR");
    }

    @Test
    void skipsMessagesAfterViolation() {
        receive(new TextWebSocketFrame(true, 0, bytes(MAX_TEXT + 1)));
        receive(text(true, "late"), new PingWebSocketFrame(), text(false, "x"));

        assertThat(heard).hasSize(1);
        assertThat(handler.memory().held(MemoryKind.INBOUND)).isZero();
    }

    /** The error must not reach the next handler, which would discard the close frame. */
    @Test
    void skipsMalformedFramesAfterViolation() {
        receive(new TextWebSocketFrame(true, 0, bytes(MAX_TEXT + 1)));
        channel.writeInbound(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("8100")));

        channel.checkException();
        assertThat(heard).singleElement().asString().startsWith("TOO_BIG");
    }

    @Test
    void forwardsCloseFrames() {
        receive(new CloseWebSocketFrame(1000, "bye"));

        CloseWebSocketFrame close = channel.readInbound();
        assertThat(close.statusCode()).isEqualTo(1000);
        close.release();
    }

    @Test
    void countsMemoryOfIncompleteFrame() {
        ByteBuf wire = wire(new BinaryWebSocketFrame(true, 0, bytes(4000)));
        channel.writeInbound(wire.readBytes(wire.readableBytes() - 1));

        assertThat(handler.memory().held(MemoryKind.INBOUND)).isBetween(4000L, 8192L);

        channel.writeInbound(wire);
        assertThat(heard).hasSize(1);
        assertThat(handler.memory().held(MemoryKind.INBOUND)).isZero();
    }

    @Test
    void countsMemoryOfIncompleteMessage() {
        receive(text(false, "x".repeat(600)));
        receive(more(false, "x".repeat(300)));

        assertThat(handler.memory().held(MemoryKind.INBOUND)).isBetween(900L, 2048L);
        assertThat(overhead).isEqualTo(1024 - 600 + 1024 - 300);
    }

    @Test
    void closesWebSocketOverMemoryShare() {
        ByteBuf wire = wire(new BinaryWebSocketFrame(true, 0, bytes(90_000)));
        while (wire.readableBytes() > 1) {
            channel.writeInbound(wire.readBytes(Math.min(1000, wire.readableBytes() - 1)));
        }
        wire.release();
        channel.runPendingTasks();

        assertThat(heard).containsExactly("overrun HOLDER");
        assertThat(handler.memory().held(MemoryKind.INBOUND)).isZero();
    }

    @Test
    void holdsUpToTwoPongsForClientThatDoesNotRead() {
        for (int i = 0; i < 10_000; i++) {
            receive(new PingWebSocketFrame(Unpooled.copyInt(i)));
        }

        assertThat(socket.messages).hasSize(1);
        assertThat(heard).hasSize(10_000).containsOnly("control");
        assertThat(taken()).isZero();
        assertThat(taken()).isEqualTo(9999);
        assertThat(socket.messages).isEmpty();
    }

    private int taken() {
        ByteBuf payload = socket.take();
        int value = payload.readInt();
        payload.release();
        return value;
    }
}
