package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfString;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backpressure on a peer that sends calls and does not read the answers. */
class MessageEncoderTest {

    private final MemoryAccount account =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final RtmpMemory memory = new RtmpMemory(account);
    private final ChunkDecoder decoder = new ChunkDecoder(RtmpLimits.DEFAULT, memory);
    private final MessageEncoder encoder = new MessageEncoder(memory, decoder, 16384);
    private final Socket socket = new Socket();
    private final Answering answering = new Answering();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(
                    socket,
                    decoder,
                    new ChunkEncoder(16384),
                    new MessageDecoder(RtmpLimits.DEFAULT),
                    encoder,
                    answering);

    @AfterEach
    void releasesAllMemory() {
        channel.finishAndReleaseAll();
        assertThat(encoder.waitingBytes()).isZero();
        assertThat(account.held()).isZero();
    }

    @Test
    void stopsReadingPeerThatDoesNotReadAnswers() {
        call(2_000);

        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(encoder.waitingBytes())
                .isBetween(64L << 10, (64L << 10) + 2048)
                .isEqualTo(account.held(MemoryKind.SEND_QUEUE));
        assertThat(answering.calls).isLessThan(100);
        assertThat(account.held(MemoryKind.CHUNKS))
                .as("what was read already")
                .isGreaterThan(64 << 10);
    }

    @Test
    void answersEveryCallWhenThePeerReadsAgain() {
        call(2_000);
        while (answering.calls < 2_000) {
            assertThat(channel.config().isAutoRead()).isFalse();
            socket.takeAll();
            channel.runPendingTasks();
            assertThat(encoder.waitingBytes()).isLessThan((64L << 10) + 2048);
        }
        socket.takeAll();
        channel.runPendingTasks();

        assertThat(channel.config().isAutoRead()).isTrue();
        call(1);
        assertThat(answering.calls).isEqualTo(2_001);
    }

    @Test
    void resumesReadingOnlyAfterHalfOfAnswersIsTaken() {
        call(2_000);
        int calls = answering.calls;

        socket.take(calls / 4);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();

        socket.take(calls / 2);
        channel.runPendingTasks();
        assertThat(answering.calls).isGreaterThan(calls);
    }

    /** A server whose media queue is full must still be read, because it sends statuses. */
    @Test
    void keepsReadingPeerThatLagsWithMediaAndOwnCalls() {
        SharedMedia media =
                SharedMedia.of(
                        0, new Video(Unpooled.buffer(1 << 20).writeZero(1 << 20)), channel.alloc());
        channel.write(media.on(1));
        for (int i = 0; i < 1000; i++) {
            channel.write(RtmpMessage.of(command("ask", "x".repeat(100))));
            channel.write(RtmpMessage.of(new PingRequest(i)));
        }

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(encoder.waitingBytes()).isGreaterThan(1_000_000);
        call(1);
        assertThat(answering.calls).isEqualTo(1);
    }

    @Test
    void countsBuffersAndObjectsOfWaitingMessages() {
        channel.write(RtmpMessage.of(command("ask", "x".repeat(100_000))));
        long large = account.held(MemoryKind.SEND_QUEUE);
        channel.write(RtmpMessage.of(command("ask", "")));
        long small = account.held(MemoryKind.SEND_QUEUE) - large;

        assertThat(large).isBetween(100_000L, 150_000L);
        assertThat(small).isBetween(512L, 1024L);
    }

    /** Receives calls of 15 bytes each. All but the first have a header of 1 byte. */
    private void call(int times) {
        String body = "020001 61 | 00 3ff0000000000000 | 05";
        ByteBuf calls = Unpooled.buffer();
        ByteBuf one = hex("03 000000 00000e 14 00000000" + body);
        calls.writeBytes(one);
        one.release();
        for (int i = 1; i < times; i++) {
            ByteBuf next = hex("c3" + body);
            calls.writeBytes(next);
            next.release();
        }
        channel.writeInbound(calls);
    }

    private static Command command(String name, String argument) {
        return new Command(
                name, 1, AmfNull.NULL, List.of(new AmfString(argument)), AmfEncoding.AMF0);
    }

    /** Answers each call with the error of an unknown method. */
    private static final class Answering extends SimpleChannelInboundHandler<RtmpMessage> {

        private int calls;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, RtmpMessage message) {
            calls++;
            ctx.writeAndFlush(RtmpMessage.of(command("_error", "Method not found (a).")));
        }
    }

    /** Holds written messages until the test takes them. */
    private static final class Socket extends ChannelOutboundHandlerAdapter {

        private record Write(Object message, ChannelPromise promise) {}

        private final Queue<Write> waiting = new ArrayDeque<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            waiting.add(new Write(message, promise));
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            takeAll();
        }

        void takeAll() {
            take(Integer.MAX_VALUE);
        }

        /**
         * Takes up to this many messages. A message ends with the write whose promise is not void.
         */
        void take(int messages) {
            int taken = 0;
            while (taken < messages && !waiting.isEmpty()) {
                Write write = waiting.remove();
                ReferenceCountUtil.release(write.message());
                if (!write.promise().isVoid()) {
                    write.promise().setSuccess();
                    taken++;
                }
            }
        }
    }
}
