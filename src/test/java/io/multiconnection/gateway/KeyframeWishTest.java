package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.publish.FanOut;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.ReconnectSchedule;
import io.multiconnection.target.Target;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keyframes for which servers make the gateway ask. */
class KeyframeWishTest implements FanOut.Listener {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final FanOut fanOut =
            new FanOut(
                    1,
                    channel.eventLoop(),
                    SessionLimits.DEFAULT,
                    MemoryBudget.unlimited().open(null, Runnable::run, _ -> {}),
                    this);
    private int wishes;

    @AfterEach
    void close() {
        channel.finish();
    }

    @Test
    void passesOneWishASecondToTheClientHoweverManyServersHave() {
        long began = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            fanOut.wantKeyframe();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        assertThat((long) wishes).isBetween(1L, 1 + seconds);
    }

    @Override
    public void status(FanOut of, Target target, NetStatus status) {}

    @Override
    public boolean isUsed(Target target) {
        return false;
    }

    @Override
    public ReconnectSchedule recovery(Runnable again) {
        return new ReconnectSchedule(
                BackoffPolicy.DEFAULT, channel.eventLoop(), ReconnectSchedule.Nature.REAL, again);
    }

    @Override
    public void isWithout(
            int of, Target target, RtmpClientException fault, @Nullable Retry retry) {}

    @Override
    public void overLimit(FanOut of, String text) {}

    @Override
    public void wantKeyframe(FanOut of) {
        wishes++;
    }
}
