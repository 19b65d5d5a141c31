package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.log.LogSubject;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States of a target, on a clock that the test moves. */
class TargetTest implements Target.Listener {

    private static final Destination HOME =
            new Destination(
                    Pool.Server.named(RtmpUrl.parse("rtmp://a.example/live")),
                    true,
                    _ -> true,
                    "test");

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<ServerState> states = new ArrayList<>();
    private final Target target =
            new Target(
                    place(),
                    HOME,
                    channel.eventLoop(),
                    this,
                    TargetMetrics.NONE,
                    () -> LogSubject.NONE);

    TargetTest() {
        channel.freezeTime();
        target.announce();
    }

    private ServerSlot place() {
        return new ServerSlot(
                0,
                HOME,
                new StreamNames(Map.of()),
                new ReconnectSchedule(
                        BackoffPolicy.DEFAULT,
                        channel.eventLoop(),
                        ReconnectSchedule.Timing.SYSTEM,
                        () -> {}),
                new ServerEventSender(
                        0,
                        new SessionEventBudget(8 << 20, 500, () -> 1, 0).ofServer(0),
                        channel.eventLoop(),
                        System::nanoTime,
                        _ -> {},
                        _ -> {}),
                new WriteGuard(System::nanoTime, _ -> {}));
    }

    @AfterEach
    void close() {
        channel.finish();
    }

    @Test
    void staysLaggingForSecondHoweverOftenItCatchesUp() {
        for (int i = 0; i < 100; i++) {
            target.lagging(true);
            target.lagging(false);
        }
        assertThat(states).containsExactly(ServerState.CONNECTING, ServerState.LAGGING);
        pass(1000);
        assertThat(states)
                .containsExactly(ServerState.CONNECTING, ServerState.LAGGING, ServerState.LIVE);
    }

    @Test
    void keepsLaggingIfItLagsAgainMeanwhile() {
        target.lagging(true);
        target.lagging(false);
        target.lagging(true);
        pass(60_000);
        assertThat(target.state()).isEqualTo(ServerState.LAGGING);
        target.lagging(false);
        pass(1000);
        assertThat(target.state()).isEqualTo(ServerState.LIVE);
    }

    @Test
    void neverBecomesLiveAfterBeingLeft() {
        target.lagging(true);
        target.lagging(false);
        target.close();
        pass(60_000);
        assertThat(target.state()).isEqualTo(ServerState.CLOSED);
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Override
    public void changed(Target changed, @Nullable LeaveReason reason, @Nullable Retry retry) {
        states.add(changed.state());
    }

    @Override
    public void left(Target left) {}

    @Override
    public void ownStatus(Target of, NetStatus status) {}

    @Override
    public void status(Target of, NetStatus status) {}

    @Override
    public void reconnectRequested(Target by, ReconnectRequest request) {}

    @Override
    public void called(Target by, TargetCall call) {}

    @Override
    public void data(Target by, String handler, List<AmfValue> arguments) {}
}
