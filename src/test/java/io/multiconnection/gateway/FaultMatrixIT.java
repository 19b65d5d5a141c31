package io.multiconnection.gateway;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.ExactServer.Arrived;
import io.multiconnection.gateway.FaultScene.Situation;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.FlvTag;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.Red5;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each fault of a network in each state of a server, while a session publishes, plays, calls and
 * uses a shared object there: that server comes back and does it all again, the others get every
 * bit, and nothing is left behind.
 */
@NeedsPeer(NGINX)
class FaultMatrixIT {

    private static final long BUFFERS = buffers();
    private static final ExactServer EXACT = new ExactServer();
    private static final Origin ORIGIN = Origin.start(OriginOptions.DEFAULT);
    private static final Red5 TARGET = Red5.start();
    private static final NginxRtmp RECORDER = NginxRtmp.start();
    private static final int AT_ONCE = 8;
    private static final int DATA = 18;
    private static final int CONFIGURATION = 0;

    @AfterAll
    static void nothingIsLeft() {
        await().untilAsserted(() -> assertThat(EXACT.connections()).isZero());
        EXACT.close();
        ORIGIN.close();
        TARGET.close();
        RECORDER.close();
        await().untilAsserted(() -> assertThat(buffers()).isEqualTo(BUFFERS));
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
    void costsOtherSessionsNothing(Fault fault) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> scenes =
                    Stream.of(Situation.values())
                            .<Future<?>>map(it -> threads.submit(() -> play(fault, it)))
                            .toList();
            for (Future<?> scene : scenes) {
                scene.get();
            }
        }
    }

    private static void play(Fault fault, Situation situation) {
        String name = fault + "-" + situation;
        FaultScene scene = new FaultScene(name, EXACT, TARGET.port());
        try (scene) {
            scene.begin(situation, List.of(ORIGIN.url("live"), RECORDER.url("rec")));
            scene.suffer(situation, fault);
            scene.recover();
            scene.assertNothingWasLost();
        }
        assertRecorded(scene);
    }

    /** An independent server receives every bit, too; it writes configurations twice. */
    private static void assertRecorded(FaultScene scene) {
        String name = scene.streamName();
        await().until(() -> RECORDER.stat().stream("rec", name).isEmpty());
        Stream<ByteBuffer> recorded =
                FlvTag.read(RECORDER.recording(name)).stream()
                        .filter(tag -> tag.type() != DATA)
                        .map(tag -> tag.body().nioBuffer());
        assertThat(media(recorded)).isEqualTo(media(scene.sent().stream().map(Arrived::body)));
    }

    private static List<ByteBuffer> media(Stream<ByteBuffer> bodies) {
        return bodies.filter(body -> body.get(1) != CONFIGURATION).toList();
    }

    /** Returns the pooled buffers that are in use or cached by a thread. */
    private static long buffers() {
        PooledByteBufAllocatorMetric pool = PooledByteBufAllocator.DEFAULT.metric();
        return Stream.concat(pool.directArenas().stream(), pool.heapArenas().stream())
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }
}
