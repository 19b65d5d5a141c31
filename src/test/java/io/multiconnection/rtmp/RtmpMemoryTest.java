package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.memory.MemoryOverrun;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory of the connections of one holder, whose limit is 4 MiB. */
class RtmpMemoryTest {

    private static final int MIB = 1 << 20;
    private static final int KIB = 1 << 10;

    private final MemoryBudget budget =
            new MemoryBudget(new MemoryLimits(64 * MIB, 64 * MIB, 4 * MIB));
    private final List<MemoryOverrun> ended = new ArrayList<>();
    private final MemoryAccount account = budget.open(null, Runnable::run, ended::add);
    private final RtmpMemory memory = new RtmpMemory(account);
    private final List<EmbeddedChannel> channels =
            Stream.generate(this::connection).limit(16).toList();

    private EmbeddedChannel connection() {
        return new EmbeddedChannel(new ChunkDecoder(RtmpLimits.DEFAULT, memory));
    }

    @AfterEach
    void returnsEverythingWhenConnectionsEnd() {
        for (EmbeddedChannel channel : channels) {
            channel.finishAndReleaseAll();
        }
        assertThat(account.held()).isZero();
        assertThat(ended).isEmpty();
    }

    @Test
    void countsEachConnection() {
        assertThat(account.held(MemoryKind.BASE)).isEqualTo(16 * RtmpMemory.BASE_BYTES);

        channels.getFirst().finish();

        assertThat(account.held(MemoryKind.BASE)).isEqualTo(15 * RtmpMemory.BASE_BYTES);
    }

    @Test
    void countsBufferCapacityNotReceivedBytes() {
        leaveIncomplete(channels.getFirst(), KIB);
        long kib = held();
        channels.getFirst().writeInbound(zeros(1));

        assertThat(kib).isBetween((long) KIB, 2L * KIB);
        assertThat(held()).as("doubled").isBetween(2L * KIB, 3L * KIB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a1a2", // the message is complete
                "", // the connection ends
            })
    void releasesMemoryOfMessage(String rest) {
        EmbeddedChannel channel = channels.getFirst();
        channel.writeInbound(hex("04 000000 000004 08 01000000 a1a2"));
        channel.writeInbound(hex(rest));

        if (rest.isEmpty()) {
            channel.finish();
            assertThat(held()).isZero();
        } else {
            channel.<RawMessage>readInbound().release();
            assertThat(held()).as("the chunk stream").isLessThan(KIB);
        }
    }

    @Test
    void releasesMemoryOfAbortedMessage() {
        EmbeddedChannel channel = channels.getFirst();
        channel.writeInbound(begin(4, MIB), zeros(128));
        long before = held();
        channel.writeInbound(hex("02 000000 000004 02 00000000 00000004"));

        assertThat(before - held()).isGreaterThanOrEqualTo(0);
        assertThat(held()).as("two chunk streams").isLessThan(KIB);
    }

    @Test
    void releasesAllMemoryOnProtocolError() {
        EmbeddedChannel channel = channels.getFirst();
        channel.writeInbound(begin(4, MIB), zeros(100));

        assertThatThrownBy(() -> channel.writeInbound(zeros(28), hex("44 000000 000004 08")))
                .isInstanceOf(RtmpProtocolException.class);

        assertThat(held()).isZero();
    }

    @Test
    void failsConnectionWithMostIncompleteBytes() {
        leaveIncomplete(channels.get(0), 2 * MIB - 1);
        leaveIncomplete(channels.get(1), 100 * KIB);
        long before = held();

        leaveIncomplete(channels.get(2), MIB);

        assertThatThrownBy(channels.get(0)::checkException)
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessageContaining("bytes of incomplete messages")
                .hasMessageContaining("more than there is memory for");
        channels.get(1).checkException();
        channels.get(2).checkException();
        assertThat(held()).isLessThan(before);
        assertThatSkips(channels.get(0));
    }

    @Test
    void failsConnectionThatWouldHoldMostIncompleteBytes() {
        leaveIncomplete(channels.get(1), MIB);

        assertThatThrownBy(() -> leaveIncomplete(channels.get(0), 4 * MIB))
                .isInstanceOf(RtmpProtocolException.class)
                .hasMessageContaining("more than there is memory for");

        channels.get(1).checkException();
        assertThat(held()).isLessThan(2 * MIB);
    }

    /** A connection may always use 1/128 of the limit of the holder: 32 KiB. */
    @Test
    void acceptsSmallMessagesRegardlessOfOtherMemory() {
        account.take(MemoryKind.REPLAY, 3 * MIB - 16 * RtmpMemory.BASE_BYTES);

        channels.forEach(channel -> leaveIncomplete(channel, 16 * KIB));

        channels.forEach(EmbeddedChannel::checkException);
        assertThat(held()).isGreaterThan(16 * 16 * KIB);
        assertThatThrownBy(() -> channels.getFirst().writeInbound(zeros(32 * KIB)))
                .isInstanceOf(RtmpProtocolException.class);
        account.give(MemoryKind.REPLAY, 3 * MIB - 16 * RtmpMemory.BASE_BYTES);
    }

    @Test
    void countsChunkStreams() {
        for (int id = 3; id < 64; id++) {
            channels.getFirst().writeInbound(hex("%02x 000000 000000 08 01000000".formatted(id)));
            channels.getFirst().<RawMessage>readInbound().release();
        }

        assertThat(held()).isBetween(61L * 60, 61L * 256);
    }

    @Test
    void callsBackWhenTheLastConnectionHasEnded() {
        List<String> calls = new ArrayList<>();
        memory.whenEmpty(() -> calls.add("empty"));
        channels.subList(1, 16).forEach(EmbeddedChannel::finish);
        assertThat(calls).isEmpty();

        channels.getFirst().finish();
        assertThat(calls).containsExactly("empty");

        memory.whenEmpty(() -> calls.add("at once"));
        assertThat(calls).containsExactly("empty", "at once");
    }

    private long held() {
        return account.held(MemoryKind.CHUNKS);
    }

    /** Sends the first {@code bytes} bytes of a message of twice that length. */
    private static void leaveIncomplete(EmbeddedChannel channel, int bytes) {
        channel.writeInbound(hex("02 000000 000004 01 00000000 7fffffff"));
        channel.writeInbound(begin(4, 2 * bytes), zeros(bytes));
    }

    private static ByteBuf begin(int chunkStream, int length) {
        return hex("%02x 000000 %06x 08 01000000".formatted(chunkStream, length));
    }

    private static ByteBuf zeros(int length) {
        return Unpooled.buffer(length).writeZero(length);
    }

    private static void assertThatSkips(EmbeddedChannel channel) {
        channel.writeInbound(hex("04 000000 000001 08 01000000 a1"));
        assertThat(channel.inboundMessages()).isEmpty();
    }
}
