package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Hex;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedMediaTest {

    private static final ByteBufAllocator ALLOC = PooledByteBufAllocator.DEFAULT;

    /** Body that is too large to be copied next to its header. */
    private static final String LARGE = "00".repeat(5000);

    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channels).noneMatch(EmbeddedChannel::finish);
    }

    @Test
    void sharesMemoryBetweenConnectionsInSameState() {
        SharedMedia media = SharedMedia.of(40, new Video(Hex.hex("170100000000")), ALLOC);

        Sent first = send(media, connection(128), 1);
        Sent second = send(media, connection(128), 1);
        media.release();

        assertThat(first.hex())
                .isEqualTo("05 000028 000006 09 01000000 170100000000".replace(" ", ""));
        assertThat(second).isEqualTo(first);
        assertThat(first.addresses()).hasSize(1);
        assertThat(media.refCnt()).isZero();
    }

    @Test
    void sendsLargeBodyWithoutCopy() {
        ByteBuf body = Hex.hex(LARGE);
        long bodyAddress = body.memoryAddress();
        SharedMedia media = SharedMedia.of(40, new Video(body), ALLOC);

        Sent first = send(media, connection(128), 1);
        Sent second = send(media, connection(128), 1);
        media.release();

        assertThat(second).isEqualTo(first);
        assertThat(first.addresses()).hasSize(2 * 40);
        assertThat(first.addresses().get(1)).isEqualTo(bodyAddress);
        assertThat(first.addresses().getLast()).isEqualTo(bodyAddress + 39 * 128);
    }

    @Test
    void sharesShortHeadersAcrossMessageStreams() {
        EmbeddedChannel one = connection(128);
        EmbeddedChannel nine = connection(128);
        SharedMedia first = SharedMedia.of(0, new Audio(Hex.hex("a1")), ALLOC);
        SharedMedia second = SharedMedia.of(23, new Audio(Hex.hex("a2")), ALLOC);

        Sent toOne = send(first, one, 1);
        Sent toNine = send(first, nine, 9);
        assertThat(toOne.hex()).isEqualTo("04 000000 000001 08 01000000 a1".replace(" ", ""));
        assertThat(toNine.hex()).isEqualTo("04 000000 000001 08 09000000 a1".replace(" ", ""));
        assertThat(toNine.addresses()).isNotEqualTo(toOne.addresses());

        assertThat(send(second, one, 1)).isEqualTo(send(second, nine, 9));
        first.release();
        second.release();
    }

    @Test
    void usesSeparateChunksForEachChunkSize() {
        SharedMedia media = SharedMedia.of(0, new Audio(Hex.hex(LARGE)), ALLOC);

        Sent small = send(media, connection(128), 1);
        Sent large = send(media, connection(16_384), 1);
        media.release();

        assertThat(small.addresses()).hasSize(2 * 40);
        assertThat(large.addresses()).hasSize(3); // one of them announces the chunk size
        assertThat(large.addresses().getLast()).isEqualTo(small.addresses().get(1));
    }

    @Test
    void sharesChunksAgainTwoFramesAfterMissedFrame() {
        EmbeddedChannel steady = connection(128);
        EmbeddedChannel lagging = connection(128);
        List<SharedMedia> frames = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            frames.add(SharedMedia.of(40 * i, new Audio(Hex.hex("a" + i)), ALLOC));
        }

        send(frames.get(0), steady, 1);
        send(frames.get(0), lagging, 1);
        send(frames.get(1), steady, 1);
        assertThat(send(frames.get(2), steady, 1).hex())
                .isEqualTo("44 000028 000001 08 a2".replace(" ", ""));
        assertThat(send(frames.get(2), lagging, 1).hex())
                .isEqualTo("44 000050 000001 08 a2".replace(" ", ""));
        assertThat(send(frames.get(3), steady, 1)).isEqualTo(send(frames.get(3), lagging, 1));
        frames.forEach(SharedMedia::release);
    }

    @Test
    void copiesHeapBodyOnceForAllConnections() {
        ByteBuf heap = Unpooled.copiedBuffer(Hex.bytes(LARGE));
        SharedMedia media = SharedMedia.of(0, new Audio(heap), ALLOC);

        Sent first = send(media, connection(128), 1);
        assertThat(heap.refCnt()).isZero();
        Sent second = send(media, connection(128), 1);
        media.release();

        assertThat(second).isEqualTo(first);
    }

    @Test
    void sharesBodyOfSameMediaAtOtherTimestamp() {
        SharedMedia config = SharedMedia.of(0, new Video(Hex.hex(LARGE)), ALLOC);
        SharedMedia later = config.at(5000);

        Sent first = send(config, connection(128), 1);
        Sent second = send(later, connection(128), 1);

        assertThat(later.bytes()).isEqualTo(5000);
        assertThat(second.hex()).startsWith("05 001388 001388 09 01000000".replace(" ", ""));
        assertThat(second.addresses().getLast()).isEqualTo(first.addresses().getLast());
        config.release();
        later.release();
    }

    /** LeakWatch fails the test if an evicted form is not released. */
    @Test
    void keepsBoundedNumberOfForms() {
        SharedMedia media = SharedMedia.of(0, new Audio(Hex.hex("00".repeat(1000))), ALLOC);

        for (int i = 0; i < 100; i++) {
            Sent sent = send(media, connection(200 + i), 1 + i);
            assertThat(sent.hex()).contains("%02x000000".formatted(1 + i));
        }
        media.release();

        assertThat(media.refCnt()).isZero();
    }

    @Test
    void releasesMediaWrittenToClosedChannel() {
        EmbeddedChannel closed = connection(128);
        closed.close();
        SharedMedia media = SharedMedia.of(0, new Audio(Hex.hex("a1")), ALLOC);

        closed.writeAndFlush(media.on(1));

        assertThat(media.refCnt()).isZero();
        closed.checkException();
    }

    private EmbeddedChannel connection(int chunkSize) {
        EmbeddedChannel channel =
                new EmbeddedChannel(
                        new ChunkEncoder(chunkSize),
                        new MessageEncoder(
                                RtmpMemory.unlimited(),
                                new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                                128));
        channels.add(channel);
        return channel;
    }

    private static Sent send(SharedMedia media, EmbeddedChannel channel, int messageStreamId) {
        channel.writeOutbound(media.retain().on(messageStreamId));
        StringBuilder hex = new StringBuilder();
        List<Long> addresses = new ArrayList<>();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            hex.append(Hex.hex(part));
            addresses.add(part.memoryAddress() + part.readerIndex());
            part.release();
        }
        return new Sent(hex.toString(), addresses);
    }

    /** Bytes that were written, with the memory addresses of their parts. */
    private record Sent(String hex, List<Long> addresses) {}
}
