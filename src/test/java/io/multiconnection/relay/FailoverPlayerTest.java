package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.relay.FailoverPlayer.Rules;
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
import org.junit.jupiter.api.Test;

/** Which source is played, and what the viewer hears of it; on a clock of the test's own. */
class FailoverPlayerTest implements FailoverPlayer.Listener {

    private static final int TIMEOUT = 3000;
    private static final int LOOK = 5000;
    private static final int ROUND = 1000;

    /** A source that does what the test says. */
    private static final class TestSource implements Source {

        private final List<Listener> opened = new ArrayList<>();
        private final List<Integer> positions = new ArrayList<>();
        private int open;

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

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<TestSource> sources =
            IntStream.range(0, 3).mapToObj(_ -> new TestSource()).toList();
    private final List<String> heard = new ArrayList<>();
    private final MemoryAccount memory =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private boolean closesAtStart;
    private FailoverPlayer player =
            player(3, new Rules(Duration.ofMillis(TIMEOUT), true, true, -1));

    private FailoverPlayer player(int count, Rules rules) {
        channel.freezeTime();
        return new FailoverPlayer(
                List.copyOf(sources.subList(0, count)),
                channel.eventLoop(),
                rules,
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

    @Test
    void playsTheFirstFromAKeyframeAfterWhatIsNeededForIt() {
        player.begin();
        sources.get(0).plays(Frames.sound(0), Frames.metadata(), Frames.videoConfig(0));
        // sound alone would have begun at once
        assertThat(heard)
                .containsExactly("start 0", "0 AUDIO 0", "0 METADATA 0", "0 VIDEO_CONFIG 0");
    }

    @Test
    void keepsNothingOfFirstFrameWhenItsListenerClosesThePlayer() {
        closesAtStart = true;
        player.begin();
        sources.get(0).sends(Frames.videoConfig(0));
        assertThat(heard).containsExactly("start 0");
        assertThat(memory.held()).isZero();
    }

    @Test
    void picturesBeforeTheFirstKeyframeAreOfNoUse() {
        player.begin();
        sources.get(0).plays(Frames.metadata(), Frames.videoConfig(90), Frames.audioConfig(90));
        sources.get(0).sends(Frames.picture(90), Frames.sound(95), Frames.keyframe(100));
        assertThat(heard)
                .containsExactly(
                        "start 0",
                        "0 METADATA 100",
                        "0 VIDEO_CONFIG 100",
                        "0 AUDIO_CONFIG 100",
                        "0 KEYFRAME 100");
    }

    @Test
    void whoRefusesOrDoesNotAnswerIsPassedOver() {
        player.begin();
        sources.get(0).fails(Kind.REFUSED);
        run();
        pass(TIMEOUT);
        sources.get(2).plays(Frames.keyframe(0));
        assertThat(heard).containsExactly("start 2", "2 KEYFRAME 0");
        assertThat(opened()).containsExactly(1, 1, 1);
    }

    @Test
    void whoHasNoMediaInTimeIsPassedOver() {
        player.begin();
        sources.get(0).plays(Frames.metadata(), Frames.videoConfig(0));
        pass(TIMEOUT);
        sources.get(1).plays(Frames.keyframe(0));
        assertThat(heard).containsExactly("start 0", "failover 0 to 1", "1 KEYFRAME 0");
        assertThat(opened()).containsExactly(1, 1, 0);
    }

    @Test
    void whereNobodyHasMediaTheFirstThatAnsweredWaitsForIt() {
        player.begin();
        sources.get(0).fails(Kind.UNREACHABLE);
        run();
        sources.get(1).plays();
        pass(TIMEOUT);
        sources.get(2).plays();
        pass(TIMEOUT);
        assertThat(opened()).containsExactly(1, 2, 1);
        sources.get(1).plays();
        pass(10 * LOOK);
        sources.get(1).sends(Frames.keyframe(7));
        assertThat(heard).containsExactly("start 1", "1 KEYFRAME 7");
    }

    @Test
    void goesOnFromTheNextWithItsOwnBeginningAndWithTimestampsThatGoOn() {
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(1).plays(Frames.metadata(), Frames.videoConfig(10), Frames.picture(10));
        assertThat(taken()).isEmpty();
        sources.get(1).sends(Frames.keyframe(50), Frames.picture(90));
        assertThat(taken())
                .containsExactly(
                        "failover 0 to 1",
                        "1 METADATA 5060",
                        "1 VIDEO_CONFIG 5060",
                        "1 KEYFRAME 5060",
                        "1 VIDEO 5100");
    }

    @Test
    void whoUnpublishesIsLeftForOthers() {
        playFirst();
        sources.get(0).says().onUnpublished();
        pass(ROUND);
        sources.get(1).plays(Frames.keyframe(0));
        assertThat(taken()).containsExactly("failover 0 to 1", "1 KEYFRAME 5060");
    }

    @Test
    void whoFallsSilentIsLeftForOthers() {
        playFirst();
        pass(LOOK);
        sources.get(0).sends(Frames.picture(5080));
        pass(LOOK);
        assertThat(opened()).containsExactly(1, 0, 0);
        pass(LOOK + ROUND);
        pass(ROUND);
        assertThat(opened()).containsExactly(1, 1, 0);
    }

    @Test
    void aServerThatIsGoneIsLeft() {
        playFirst();
        player.lost(1, new RtmpClientException(Kind.LOST, "another"));
        assertThat(opened()).containsExactly(1, 0, 0);
        player.lost(0, new RtmpClientException(Kind.LOST, "gone"));
        pass(ROUND);
        assertThat(opened()).containsExactly(1, 1, 0);
    }

    @Test
    void aRoundEndsWithTheOneThatFailedAndThenItIsOver() {
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(1).fails(Kind.REFUSED);
        run();
        sources.get(2).fails(Kind.UNREACHABLE);
        run();
        assertThat(opened()).containsExactly(2, 1, 1);
        sources.get(0).fails(Kind.UNREACHABLE);
        run();
        assertThat(taken()).containsExactly("failed {0=UNREACHABLE, 1=REFUSED, 2=UNREACHABLE}");
    }

    @Test
    void theSameSourceMayPlayAgain() {
        player = player(1, new Rules(Duration.ofMillis(TIMEOUT), true, true, -1));
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(0).plays(Frames.keyframe(0));
        assertThat(taken()).containsExactly("failover 0 to 0", "0 KEYFRAME 5060");
    }

    @Test
    void roundsDoNotFollowEachOtherAtOnce() {
        player.begin();
        sources.get(0).plays(Frames.keyframe(0));
        sources.get(0).fails(Kind.LOST);
        pass(ROUND / 2);
        assertThat(opened()).containsExactly(1, 0, 0);
        pass(ROUND / 2);
        assertThat(opened()).containsExactly(1, 1, 0);
    }

    @Test
    void theOnlySourceIsWaitedForWhenItUnpublishes() {
        player = player(1, new Rules(Duration.ofMillis(TIMEOUT), true, true, -1));
        playFirst();
        sources.get(0).says().onUnpublished();
        pass(10 * LOOK);
        sources.get(0).sends(Frames.picture(0), Frames.keyframe(40));
        assertThat(taken()).containsExactly("0 KEYFRAME 5060");
        assertThat(opened()).containsExactly(1, 0, 0);
    }

    @Test
    void whoIsNotPatientHearsThatNobodyPublishes() {
        player = player(2, new Rules(Duration.ofMillis(TIMEOUT), true, false, -1));
        player.begin();
        sources.get(0).plays();
        pass(TIMEOUT);
        sources.get(1).plays();
        pass(TIMEOUT);
        assertThat(heard).containsExactly("start 0", "failed {0=REFUSED, 1=REFUSED}");
    }

    @Test
    void aRecordingGoesOnAtItsPlaceAndIsNotLeftBecauseItIsSilent() {
        player = player(2, new Rules(Duration.ofMillis(TIMEOUT), false, true, -1));
        playFirst();
        pass(10 * LOOK);
        assertThat(opened()).containsExactly(1, 0, 0);
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        assertThat(sources.get(1).positions).containsExactly(5040);
    }

    @Test
    void aRecordingThatIsSoughtBeginsThereWithAKeyframe() {
        player = player(1, new Rules(Duration.ofMillis(TIMEOUT), false, true, -1));
        playFirst();
        sources.get(0).says().onStatus(NetStatus.of("status", "NetStream.Seek.Notify", ""));
        sources.get(0).sends(Frames.picture(990), Frames.sound(995), Frames.keyframe(1000));
        assertThat(taken()).containsExactly("status 0 NetStream.Seek.Notify", "0 KEYFRAME 1000");
    }

    @Test
    void videoThatIsExpectedIsWaitedForButNotForEver() {
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(1).plays(Frames.sound(100), Frames.sound(1099), Frames.sound(1100));
        assertThat(taken()).containsExactly("failover 0 to 1", "1 AUDIO 5060");
    }

    @Test
    void aVideoConfigurationAloneIsNoVideo() {
        player.begin();
        sources.get(0).plays(Frames.videoConfig(0), Frames.sound(0), Frames.sound(900));
        assertThat(heard).containsExactly("start 0");
        sources.get(0).sends(Frames.sound(1000), Frames.picture(1010), Frames.keyframe(1040));
        assertThat(heard)
                .containsExactly(
                        "start 0", "0 VIDEO_CONFIG 1000", "0 AUDIO 1000", "0 KEYFRAME 1040");
    }

    @Test
    void endsLivePlayAtTheFirstFrameBeyondItsLength() {
        player = player(1, new Rules(Duration.ofMillis(TIMEOUT), true, true, 1000));
        player.begin();
        sources.get(0).plays(Frames.videoConfig(5000), Frames.keyframe(5000));
        sources.get(0).sends(Frames.sound(6000), Frames.data(6500, "onCuePoint"));
        taken();
        sources.get(0).sends(Frames.picture(6001), Frames.keyframe(6040));
        assertThat(taken()).containsExactly("complete 0 after 1000 ms, 9 bytes");
        assertThat(sources.get(0).open).isZero();
        pass(10 * LOOK);
        assertThat(heard).isEmpty();
    }

    @Test
    void countsTheLengthAcrossFailovers() {
        player = player(2, new Rules(Duration.ofMillis(TIMEOUT), true, true, 100));
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(1).plays(Frames.keyframe(90_000), Frames.picture(90_040), Frames.sound(90_041));
        assertThat(taken())
                .containsExactly(
                        "failover 0 to 1",
                        "1 KEYFRAME 5060",
                        "1 VIDEO 5100",
                        "complete 1 after 100 ms, 24 bytes");
    }

    @Test
    void endsLivePlayOfWhichNothingComesAnyMore() {
        player = player(1, new Rules(Duration.ofMillis(TIMEOUT), true, true, 5000));
        playFirst();
        sources.get(0).says().onUnpublished();
        pass(6000);
        assertThat(heard).isEmpty();
        pass(5960);
        assertThat(taken()).containsExactly("complete 0 after 40 ms, 12 bytes");
        assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(-1);
    }

    @Test
    void countsTheLengthOnlyFromTheFirstFrame() {
        player = player(1, new Rules(Duration.ofMillis(TIMEOUT), true, true, 1000));
        player.begin();
        sources.get(0).plays();
        pass(60_000);
        sources.get(0).sends(Frames.keyframe(0));
        assertThat(heard).containsExactly("start 0", "0 KEYFRAME 0");
    }

    @Test
    void leavesTheEndOfARecordingThatIsSoughtToItsServer() {
        player = player(1, new Rules(Duration.ofMillis(TIMEOUT), false, true, 1000));
        playFirst();
        sources.get(0).says().onStatus(NetStatus.of("status", "NetStream.Seek.Notify", ""));
        sources.get(0).sends(Frames.keyframe(0), Frames.picture(9000));
        assertThat(taken())
                .containsExactly("status 0 NetStream.Seek.Notify", "0 KEYFRAME 0", "0 VIDEO 9000");
    }

    @Test
    void messagesOfAStreamWithoutMediaCome() {
        player.begin();
        sources.get(0).plays(Frames.data(40, "onCuePoint"));
        assertThat(heard).containsExactly("start 0", "0 DATA 40");
    }

    private void playFirst() {
        player.begin();
        sources.get(0).plays(Frames.videoConfig(5000), Frames.keyframe(5000), Frames.picture(5040));
        taken();
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    private List<Integer> opened() {
        return sources.stream().map(source -> source.opened.size()).toList();
    }

    private void run() {
        channel.runPendingTasks();
    }

    private void pass(int millis) {
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
        heard.add(source + " " + Frames.words(frame, timestamp));
    }

    @Override
    public void onComplete(int source, long millis, long bytes) {
        heard.add("complete " + source + " after " + millis + " ms, " + bytes + " bytes");
    }

    @Override
    public void onFailed(Map<Integer, RtmpClientException> faults) {
        heard.add("failed " + new TreeMap<>(kinds(faults)));
    }

    private static Map<Integer, Kind> kinds(Map<Integer, RtmpClientException> faults) {
        return faults.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, fault -> fault.getValue().kind()));
    }
}
