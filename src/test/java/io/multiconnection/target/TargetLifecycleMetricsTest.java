package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.log.LogSubject;
import io.multiconnection.protocol.FailureCause;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.client.NetStatus;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics of one target after another: each is counted in at most one state. */
class TargetLifecycleMetricsTest implements TargetMetrics, TargetLifecycle.Listener {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Map<ServerState, Integer> present = new EnumMap<>(ServerState.class);
    private final List<FailureCause> causes = new ArrayList<>();
    private int reconnects;

    private final ReconnectSchedule schedule =
            new ReconnectSchedule(
                    BackoffPolicy.DEFAULT,
                    channel.eventLoop(),
                    ReconnectSchedule.Timing.SYSTEM,
                    () -> {});

    @AfterEach
    void finish() {
        channel.finish();
    }

    private TargetLifecycle lifecycle() {
        return new TargetLifecycle(
                schedule, channel.eventLoop(), this, this, () -> LogSubject.NONE);
    }

    private Map<ServerState, Integer> now() {
        Map<ServerState, Integer> now = new EnumMap<>(present);
        now.values().removeIf(count -> count == 0);
        return now;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countsTargetInItsStateAfterAnyEvents(long seed) {
        channel.freezeTime();
        Random random = new Random(seed);
        schedule.begin();
        for (int round = 0; round < 200; round++) {
            TargetLifecycle target = lifecycle();
            target.announce();
            assertThat(now()).isEqualTo(Map.of(ServerState.CONNECTING, 1));
            boolean ended = false;
            for (int i = random.nextInt(8); i > 0 && !ended; i--) {
                ended = happens(random.nextInt(6), target, random);
                assertThat(now())
                        .isEqualTo(
                                !ended && target.mayBeConnected()
                                        ? Map.of(target.state(), 1)
                                        : Map.of());
            }
            target.closeSilently();
            assertThat(now()).isEmpty();
            channel.advanceTimeBy(2, TimeUnit.SECONDS); // the end of a lag counts nothing
            channel.runScheduledPendingTasks();
            assertThat(now()).isEmpty();
        }
    }

    /** Lets an event happen; returns whether it ends the target for good. */
    private boolean happens(int event, TargetLifecycle target, Random random) {
        switch (event) {
            case 0 -> {
                if (target.state() == ServerState.CONNECTING) {
                    target.live();
                }
            }
            case 1 -> {
                if (target.isConnected()) {
                    target.lagging(true);
                }
            }
            case 2 -> {
                if (!target.isLeft()) {
                    FailureCause[] all = FailureCause.values();
                    target.leave(all[random.nextInt(all.length)], "NetConnection.Connect.X", "x");
                }
            }
            case 3 -> target.recover();
            case 4 -> {
                target.close();
                return true;
            }
            default -> {
                target.closeSilently();
                return true;
            }
        }
        return false;
    }

    @Test
    void countsCauseAndReconnection() {
        schedule.begin();
        TargetLifecycle first = lifecycle();
        first.live();
        assertThat(reconnects).isZero();
        schedule.connected();
        first.leave(FailureCause.LOST, "NetConnection.Connect.Closed", "lost");
        assertThat(causes).containsExactly(FailureCause.LOST);
        first.closeSilently();
        lifecycle().live();
        assertThat(reconnects).isEqualTo(1);
    }

    @Override
    public void entered(ServerState state) {}

    @Override
    public void present(ServerState state, int change) {
        assertThat(present.merge(state, change, Integer::sum)).isBetween(0, 1);
    }

    @Override
    public void failed(FailureCause cause) {
        causes.add(cause);
    }

    @Override
    public void reconnected() {
        reconnects++;
    }

    @Override
    public void sent(MediaKind kind, int frames, long bytes) {}

    @Override
    public void dropped(MediaKind kind) {}

    @Override
    public void slotWritten(long delayMillis) {}

    @Override
    public void onState(ServerState state, @Nullable LeaveReason reason, @Nullable Retry retry) {}

    @Override
    public void onLeft() {}

    @Override
    public void onOwnStatus(NetStatus status) {}

    @Override
    public TargetLeftException left(String text) {
        return new TargetLeftException(text);
    }
}
