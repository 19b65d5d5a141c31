package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of random messages and random bytes. A failure names the seed that reproduces it. */
class ChunkPropertyTest {

    private static final int[] IDS = {3, 4, 5, 63, 64, 65, 319, 320, 321, 1000, 65599};
    private static final int[] TYPES = {3, 4, 5, 6, 8, 9, 15, 16, 17, 18, 19, 20, 22, 255};

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsAnyValidChunks(long seed) {
        Random random = new Random(seed);
        Map<Integer, Queue<ChunkVector.Message>> queues = new TreeMap<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            queues.put(
                    IDS[random.nextInt(IDS.length)],
                    new ArrayDeque<>(messages(random, 1 + random.nextInt(12))));
        }
        ByteBuf wire = PooledByteBufAllocator.DEFAULT.buffer();
        List<ChunkVector.Message> expected = new TestChunkWriter(random, wire).write(queues);

        assertThat(decode(random, wire)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void decodesEncodedMessages(long seed) {
        Random random = new Random(seed);
        EmbeddedChannel encoder = new EmbeddedChannel(new ChunkEncoder(1 + random.nextInt(5000)));
        List<ChunkVector.Message> messages = messages(random, 1 + random.nextInt(30));
        ByteBuf wire = PooledByteBufAllocator.DEFAULT.buffer();
        for (ChunkVector.Message message : messages) {
            if (random.nextInt(10) == 0) {
                encoder.writeOutbound(chunkSize(1 + random.nextInt(5000)));
            }
            encoder.writeOutbound(message.toRaw());
        }
        for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
            wire.writeBytes(part);
            part.release();
        }

        assertThat(decode(random, wire)).isEqualTo(messages);
        assertThat(encoder.finish()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsMessagesOrFailsForRandomBytes(long seed) {
        Random random = new Random(seed);
        byte[] noise = new byte[random.nextInt(5000)];
        random.nextBytes(noise);

        assertReadsOrFails(random, PooledByteBufAllocator.DEFAULT.buffer().writeBytes(noise));
    }

    /** Valid chunks with a few flipped bits, which get further into the decoder than noise does. */
    @ParameterizedTest
    @MethodSource("seeds")
    void readsMessagesOrFailsForFlippedBits(long seed) {
        Random random = new Random(seed);
        ByteBuf wire = PooledByteBufAllocator.DEFAULT.buffer();
        Map<Integer, Queue<ChunkVector.Message>> queues = new TreeMap<>();
        queues.put(3, new ArrayDeque<>(messages(random, 10)));
        queues.put(70, new ArrayDeque<>(messages(random, 10)));
        new TestChunkWriter(random, wire).write(queues);
        for (int i = random.nextInt(5); i >= 0; i--) {
            int at = random.nextInt(wire.writerIndex());
            wire.setByte(at, wire.getByte(at) ^ (1 << random.nextInt(8)));
        }

        assertReadsOrFails(random, wire);
    }

    private static void assertReadsOrFails(Random random, ByteBuf wire) {
        List<Throwable> failures = new ArrayList<>();
        EmbeddedChannel channel =
                new EmbeddedChannel(
                        new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                        new MessageDecoder(RtmpLimits.DEFAULT),
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
                                failures.add(e);
                            }
                        });
        writeInPieces(channel, random, wire);
        wire.release();

        assertThat(failures).allMatch(RtmpProtocolException.class::isInstance);
        assertThat(channel.inboundMessages()).allMatch(RtmpMessage.class::isInstance);
        channel.finishAndReleaseAll();
    }

    private static List<ChunkVector.Message> decode(Random random, ByteBuf wire) {
        EmbeddedChannel decoder =
                new EmbeddedChannel(new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()));
        writeInPieces(decoder, random, wire);
        wire.release();
        List<ChunkVector.Message> messages = new ArrayList<>();
        for (RawMessage raw = decoder.readInbound(); raw != null; raw = decoder.readInbound()) {
            messages.add(ChunkVector.Message.of(raw));
        }
        assertThat(decoder.finish()).isFalse();
        return messages;
    }

    private static void writeInPieces(EmbeddedChannel channel, Random random, ByteBuf wire) {
        while (wire.isReadable()) {
            int piece = Math.min(wire.readableBytes(), 1 + random.nextInt(500));
            channel.writeInbound(wire.readBytes(piece));
        }
    }

    private static List<ChunkVector.Message> messages(Random random, int count) {
        List<ChunkVector.Message> messages = new ArrayList<>();
        long time = random.nextInt(4) == 0 ? random.nextLong(1L << 32) : 0xFFFFFF - 100;
        for (int i = 0; i < count; i++) {
            time = (time + step(random)) & 0xFFFFFFFFL;
            byte[] body =
                    new byte[random.nextInt(5) == 0 ? random.nextInt(2000) : random.nextInt(4)];
            random.nextBytes(body);
            int typeId = TYPES[random.nextInt(TYPES.length)];
            messages.add(
                    new ChunkVector.Message(
                            time,
                            typeId,
                            random.nextInt(3) == 0 ? random.nextInt() : 1,
                            HexFormat.of().formatHex(body)));
        }
        return messages;
    }

    private static long step(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> -random.nextInt(50);
            case 1 -> random.nextInt();
            case 2 -> 0x1000000;
            default -> 20;
        };
    }

    private static RawMessage chunkSize(int size) {
        return new RawMessage(
                0,
                MessageType.SET_CHUNK_SIZE,
                0,
                PooledByteBufAllocator.DEFAULT.buffer(4).writeInt(size));
    }
}
