package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.StreamInfo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Memory that servers can make a session hold, with limits of 12 MiB a session and 32 MiB in all.
 */
class ServerMemoryTest {

    private static final int MIB = 1 << 20;
    private static final int HOSTILE = 15;
    private static final int FRAMES = 200;

    private final ByteBuf zeros =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(8 * MIB).writeZero(8 * MIB - 1));
    private final Origin origin = Origin.start(OriginOptions.DEFAULT);
    private final TestSession session =
            new TestSession(new MemoryLimits(32 * MIB, 32 * MIB, 12 * MIB), SessionLimits.DEFAULT);

    @AfterEach
    void close() {
        session.close();
        origin.close();
        zeros.unwrap().release();
    }

    @Test
    void closesServersThatLeaveMessagesUnfinishedAndKeepsTheOthers() {
        AtomicLong most = new AtomicLong();
        long before = directMemory();
        try (ScriptedServer hostile =
                ScriptedServer.that(
                        client -> {
                            leaveTwoMessagesUnfinished(client);
                            client.channel()
                                    .closeFuture()
                                    .addListener(
                                            _ -> most.accumulateAndGet(directMemory(), Math::max));
                        })) {
            TestBrowser first = session.browser();
            connectToAll(hostile);
            TestBrowser second = session.open();
            connectToAll(hostile);

            assertThat(Stream.concat(failures(first), failures(second)))
                    .hasSize(2 * HOSTILE)
                    .allSatisfy(
                            text ->
                                    assertThat(text)
                                            .startsWith("protocol")
                                            .contains("bytes of incomplete messages")
                                            .contains("more than there is memory for"));

            assertThat(most.get() - before).isLessThan(2 * 12 * MIB);
            assertThat(session.memory().used(MemoryKind.CHUNKS)).isLessThan(64 << 10);
            session.send("{'id':9,'type':'call','method':'add','args':[2,3],'on':0}");
            assertThat(session.answer(9).path("answers").path(0).path("value").intValue())
                    .isEqualTo(5);
        }
    }

    @Test
    void dropsFramesOfServersThatStallAndSendsTheOthersAll() {
        try (ScriptedServer stalled = ScriptedServer.thatStalls()) {
            connectToAll(stalled);
            session.send("{'id':2,'type':'createStream'}");
            session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
            awaitStarts();

            long most = 0;
            for (int i = 0; i < FRAMES; i++) {
                session.media(frame(i));
                most = Math.max(most, session.memory().used(MemoryKind.SEND_QUEUE));
                int arrived = i - 5;
                awaitOrigin(stream -> stream.videoFrames() >= arrived);
            }

            awaitOrigin(stream -> stream.videoFrames() == FRAMES);
            assertThat(most).isBetween(4L * MIB, 12L * MIB);
            assertThat(session.await(ServerMemoryTest::tellsOfDrops).path("servers"))
                    .hasSize(1 + HOSTILE);
            assertThat(session.memory().ended(MemoryOverrun.HOLDER)).isZero();
        }
    }

    @Test
    void countsAnswersThatWaitForTheOtherServers() {
        AmfValue large =
                new AmfStrictArray(Collections.nCopies(10_000, new AmfString("x".repeat(10))));
        try (ScriptedServer silent = ScriptedServer.that(_ -> {});
                ScriptedServer quick = ScriptedServer.thatAnswers(large)) {
            session.send(
                    "{'id':1,'type':'connect','require':'all','servers':['%s','%s']}"
                            .formatted(silent.url("live"), quick.url("live")));
            session.answer(1);
            session.send("{'id':2,'type':'call','method':'ask'}");
            session.send("{'id':3,'type':'call','method':'ask','on':1}").answer(3);

            assertThat(session.memory().used(MemoryKind.CALLS)).isGreaterThan(10_000 * 100);
            session.send("{'id':5,'type':'removeServer','server':0}").answer(2);
            session.send("{'id':4,'type':'closeStream','stream':1}").answer(4); // after all of 2
            assertThat(session.memory().used(MemoryKind.CALLS)).isLessThan(10_000);
        }
    }

    private static boolean tellsOfDrops(JsonNode message) {
        return StreamSupport.stream(message.path("servers").spliterator(), false)
                        .filter(server -> server.path("dropped").intValue() > 0)
                        .count()
                == HOSTILE;
    }

    private void awaitStarts() {
        for (int started = 0; started < 1 + HOSTILE; started++) {
            session.await(
                    message ->
                            message.has("server")
                                    && message.path("info")
                                            .path("code")
                                            .asText()
                                            .equals("NetStream.Publish.Start"));
        }
    }

    private void awaitOrigin(Predicate<StreamInfo> wanted) {
        origin.when(state -> wanted.test(state.stream("live", "show")))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** A frame of 60 KB; the first of ten is a keyframe. */
    private static ByteBuf frame(int number) {
        return Unpooled.buffer()
                .writeBytes(new byte[] {9, 1, 0, 0})
                .writeInt(number)
                .writeByte(number % 10 == 0 ? 0x17 : 0x27)
                .writeByte(1)
                .writeZero(60_000);
    }

    /** Two messages of 8 MiB, but for their last byte. */
    private void leaveTwoMessagesUnfinished(ChannelHandlerContext client) {
        client.write(ScriptedServer.chunkSize(8 * MIB - 1));
        for (int chunkStream : new int[] {20, 21}) {
            client.write(ScriptedServer.audioHeader(chunkStream, 8 * MIB));
            client.writeAndFlush(zeros.duplicate());
        }
    }

    /** The origin is server 0. */
    private void connectToAll(ScriptedServer hostile) {
        String others =
                String.join(
                        ",",
                        IntStream.range(0, HOSTILE)
                                .mapToObj(i -> "'" + hostile.url("app" + i) + "'")
                                .toList());
        session.send(
                "{'id':1,'type':'connect','require':'any','recover':false,'servers':['%s',%s]}"
                        .formatted(origin.url("live"), others));
    }

    /** Why each of the hostile servers was left. */
    private static Stream<String> failures(TestBrowser browser) {
        return Stream.generate(browser::next)
                .filter(message -> message.path("state").asText().equals("Failed"))
                .limit(HOSTILE)
                .map(message -> message.path("cause").asText() + message.path("text").asText());
    }

    private static long directMemory() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }
}
