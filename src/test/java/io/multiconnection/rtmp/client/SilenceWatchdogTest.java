package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.Timers;
import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.PingResponse;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Watchdog with a timeout of 8 s of the channel's clock, which the test advances. */
class SilenceWatchdogTest {

    private static final int TIMEOUT_MILLIS = 8000;

    private final List<RtmpClientException> faults = new ArrayList<>();
    private final List<PingRequest> pings = new ArrayList<>();
    private long nanos;

    private final EmbeddedChannel channel =
            new EmbeddedChannel(
                    new Pings(),
                    new SilenceWatchdog(
                            Duration.ofMillis(TIMEOUT_MILLIS), faults::add, () -> nanos));

    @BeforeEach
    void begin() {
        channel.freezeTime();
        channel.pipeline().fireUserEventTriggered(new HandshakeHandler.Done(true));
    }

    @AfterEach
    void leavesNoTimer() {
        channel.finishAndReleaseAll();
        assertThat(timers()).isZero();
    }

    @Test
    void pingsServerThatNeverAnswersOnlyOnce() {
        advanceMillis(1000);
        assertThat(pings).hasSize(1);
        assertThat(timers()).isZero();
        receive(RtmpMessage.of(new Acknowledgement(1)));
        advanceMillis(100_000);
        assertThat(timers()).isZero();
        assertThat(pings).hasSize(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void reportsTimeoutIfServerStopsAnsweringPings() {
        answerFirstPing();
        advanceMillis(3999);
        assertThat(pings).hasSize(1);
        advanceMillis(1);
        assertThat(pings).hasSize(2);
        advanceMillis(3999);
        assertThat(faults).isEmpty();
        advanceMillis(1);
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.TIMEOUT);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server answered no ping for 8 s");
        advanceMillis(20_000);
        assertThat(faults).hasSize(1);
    }

    @Test
    void watchesServerThatAnswersLate() {
        advanceMillis(100_000);
        receive(pong());
        advanceMillis(4000);
        assertThat(pings).hasSize(2);
        advanceMillis(4000);
        assertThat(faults).hasSize(1);
    }

    @Test
    void sendsNoPingWhileServerSendsMessages() {
        answerFirstPing();
        for (int i = 0; i < 10; i++) {
            advanceMillis(3999);
            receive(RtmpMessage.of(new Acknowledgement(i)));
        }
        assertThat(pings).hasSize(1);
        assertThat(faults).isEmpty();
    }

    /**
     * The server is lost exactly when it has sent nothing for the timeout, whatever came before.
     */
    @RepeatedTest(50)
    void reportsSilenceAfterLastMessage(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        answerFirstPing();
        for (int i = 0; i < 20; i++) {
            advanceMillis(random.nextInt(1, TIMEOUT_MILLIS));
            receive(random.nextBoolean() ? pong() : RtmpMessage.of(new Acknowledgement(i)));
        }
        advanceMillis(TIMEOUT_MILLIS - 1);
        assertThat(faults).isEmpty();
        advanceMillis(1);
        assertThat(faults).hasSize(1);
    }

    /** Pauses reading, as the client does while the server does not read its responses. */
    @RepeatedTest(50)
    void doesNotCountTimeWhileReadingIsPaused(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        answerFirstPing();
        for (int i = 0; i < 20; i++) {
            advanceMillis(random.nextInt(0, TIMEOUT_MILLIS));
            channel.config().setAutoRead(false);
            advanceMillis(random.nextInt(1, 3 * TIMEOUT_MILLIS));
            channel.config().setAutoRead(true);
        }
        assertThat(faults).isEmpty();
        advanceMillis(TIMEOUT_MILLIS - 1);
        assertThat(faults).isEmpty();
        advanceMillis(1);
        assertThat(faults).hasSize(1);
    }

    @Test
    void wakesOnceInHalfOfTimeoutIfServerIsIdle() {
        answerFirstPing();
        int wakes = 0;
        while (nanos < TimeUnit.HOURS.toNanos(1)) {
            advanceMillis(millisToNextTimer());
            wakes++;
            assertThat(pings).hasSize(1 + wakes);
            advanceMillis(30); // round trip
            receive(pong());
        }
        assertThat(wakes).isBetween(790, 900); // 4 to 4.5 s
    }

    @Test
    void wakesOnceInHalfOfTimeoutIfServerSends() {
        answerFirstPing();
        int wakes = 0;
        while (nanos < TimeUnit.HOURS.toNanos(1)) {
            int rest = millisToNextTimer();
            advanceMillis(Math.min(rest, 100));
            receive(RtmpMessage.of(new Acknowledgement(wakes)));
            wakes += rest <= 100 ? 1 : 0;
        }
        assertThat(wakes).isBetween(890, 930); // 900 times 4 s
        assertThat(pings).hasSize(1);
    }

    private void answerFirstPing() {
        advanceMillis(999);
        assertThat(pings).isEmpty();
        advanceMillis(1);
        assertThat(pings).hasSize(1);
        receive(pong());
    }

    private RtmpMessage pong() {
        return RtmpMessage.of(new PingResponse(pings.getLast().timestamp()));
    }

    private void receive(RtmpMessage message) {
        channel.writeInbound(message);
        assertThat(channel.<Object>readInbound()).isSameAs(message);
    }

    private void advanceMillis(int millis) {
        for (int i = 0; i < millis; i++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(1);
            channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private int millisToNextTimer() {
        long rest = channel.runScheduledPendingTasks();
        return Math.toIntExact(TimeUnit.NANOSECONDS.toMillis(rest));
    }

    private int timers() {
        return Timers.of(channel.eventLoop());
    }

    /** Records ping requests and forwards all other messages. */
    private final class Pings extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof RtmpMessage rtmp && rtmp.payload() instanceof PingRequest ping) {
                pings.add(ping);
                promise.trySuccess();
            } else {
                ctx.write(message, promise);
            }
        }
    }
}
