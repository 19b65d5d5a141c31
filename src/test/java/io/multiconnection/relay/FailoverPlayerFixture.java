package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** Failover player on an embedded channel, with sources that the test controls. */
abstract class FailoverPlayerFixture implements FailoverListener {

    static final int TIMEOUT = 3000;
    static final int LOOK = 5000;
    static final int ROUND = 1000;

    /** Source that the test controls. */
    static final class TestSource implements StreamSource {

        final List<Listener> opened = new ArrayList<>();
        final List<Integer> positions = new ArrayList<>();
        int open;

        @Override
        public Play open(int position, Listener listener) {
            opened.add(listener);
            positions.add(position);
            open++;
            return () -> open--;
        }

        Listener says() {
            return opened.getLast();
        }

        void plays(RelayFrame... frames) {
            says().onStart();
            sends(frames);
        }

        void sends(RelayFrame... frames) {
            List.of(frames).forEach(says()::onFrame);
        }

        void fails(Kind kind) {
            says().onEnd(new RtmpClientException(kind, kind.name()));
        }
    }

    final EmbeddedChannel channel = new EmbeddedChannel();
    final List<TestSource> sources = IntStream.range(0, 3).mapToObj(_ -> new TestSource()).toList();
    final List<String> heard = new ArrayList<>();
    final MemoryAccount memory = MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    boolean closesAtStart;
    FailoverPlayer player = player(3, new PlayOptions(Duration.ofMillis(TIMEOUT), true, true, -1));

    FailoverPlayer player(int count, PlayOptions options) {
        channel.freezeTime();
        return new FailoverPlayer(
                List.copyOf(sources.subList(0, count)),
                channel.eventLoop(),
                options,
                PlayMetrics.NONE,
                memory,
                this);
    }

    @AfterEach
    void leavesNothingOpen() {
        player.close();
        assertThat(sources).extracting(source -> source.open).containsOnly(0);
        assertThat(memory.held()).isZero();
        channel.finish();
    }

    void playFirst() {
        player.begin();
        sources.get(0)
                .plays(
                        TestFrames.videoConfig(5000),
                        TestFrames.keyframe(5000),
                        TestFrames.interFrame(5040));
        taken();
    }

    List<String> taken() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    List<Integer> opened() {
        return sources.stream().map(source -> source.opened.size()).toList();
    }

    void run() {
        channel.runPendingTasks();
    }

    void pass(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @Override
    public void onStatus(int source, NetStatus status) {
        heard.add("status " + source + " " + status.code());
    }

    @Override
    public void onStart(int source) {
        heard.add("start " + source);
        if (closesAtStart) {
            player.close();
        }
    }

    @Override
    public void onFailover(int from, int to, long gapMillis) {
        assertThat(gapMillis).isNotNegative();
        heard.add("failover " + from + " to " + to);
    }

    @Override
    public void onFrame(int source, RelayFrame frame, int timestamp) {
        heard.add(source + " " + TestFrames.text(frame, timestamp));
    }

    @Override
    public void onComplete(int source, long millis, long bytes) {
        heard.add("complete " + source + " after " + millis + " ms, " + bytes + " bytes");
    }

    @Override
    public void onFailed(Map<Integer, RtmpClientException> faults) {
        heard.add("failed " + new TreeMap<>(kinds(faults)));
    }

    static Map<Integer, Kind> kinds(Map<Integer, RtmpClientException> faults) {
        return faults.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, fault -> fault.getValue().kind()));
    }
}
