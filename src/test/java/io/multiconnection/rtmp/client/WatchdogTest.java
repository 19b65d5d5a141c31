package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.PingResponse;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watchdog that checks once per second of the channel's clock, which the test advances. */
class WatchdogTest {

    private static final LivenessTimeouts TIMEOUTS =
            new LivenessTimeouts(Duration.ofSeconds(4), Duration.ofSeconds(8));

    private final List<RtmpClientException> faults = new ArrayList<>();
    private final List<PingRequest> pings = new ArrayList<>();

    /** Number of bytes that the socket still accepts. */
    private int room = Integer.MAX_VALUE;

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new Pings(), new Watchdog(TIMEOUTS, faults::add)) {
                @Override
                protected void doWrite(ChannelOutboundBuffer waiting) {
                    while (waiting.current() instanceof ByteBuf bytes && room > 0) {
                        int taken = Math.min(room, bytes.readableBytes());
                        room -= taken;
                        waiting.removeBytes(taken);
                    }
                }
            };

    @BeforeEach
    void begin() {
        channel.freezeTime();
        channel.pipeline().fireUserEventTriggered(new HandshakeHandler.Done(true));
    }

    @AfterEach
    void close() {
        room = Integer.MAX_VALUE;
        channel.finishAndReleaseAll();
        assertThat(channel.runScheduledPendingTasks()).as("delay of the next timer").isEqualTo(-1);
    }

    @Test
    void reportsTimeoutIfServerAcceptsNoBytes() {
        room = 0;
        write(100);
        advanceSeconds(1);
        write(100); // the amount of waiting bytes does not matter
        advanceSeconds(3);
        assertThat(faults).isEmpty();
        advanceSeconds(1);
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.TIMEOUT);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server took no bytes for 4 s");
        advanceSeconds(20);
        assertThat(faults).hasSize(1);
    }

    @Test
    void keepsConnectionIfServerAcceptsFewBytes() {
        room = 0;
        write(100);
        for (int i = 0; i < 10; i++) {
            advanceSeconds(3);
            room = 1;
            channel.flush();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void reportsNothingIfNoBytesWait() {
        write(100);
        advanceSeconds(100);
        assertThat(faults).isEmpty();
    }

    @Test
    void pingsServerThatNeverAnswersOnlyOnce() {
        advanceSeconds(100);
        assertThat(pings).hasSize(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void reportsTimeoutIfServerStopsAnsweringPings() {
        advanceSeconds(1);
        assertThat(pings).hasSize(1);
        receive(new RtmpMessage(0, 0, new PingResponse(pings.getFirst().timestamp())));
        advanceSeconds(4);
        assertThat(pings).hasSize(1);
        advanceSeconds(1);
        assertThat(pings).hasSize(2);
        advanceSeconds(3);
        assertThat(faults).isEmpty();
        advanceSeconds(1);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server answered no ping for 8 s");
    }

    /** Pauses reading, as the client does while the server does not read its answers. */
    @Test
    void monitorsOnlyWritesWhileReadingIsPaused() {
        advanceSeconds(1);
        receive(new RtmpMessage(0, 0, new PingResponse(pings.getFirst().timestamp())));
        channel.config().setAutoRead(false);
        room = 0;
        write(100);
        for (int i = 0; i < 10; i++) {
            advanceSeconds(3);
            room = 1;
            channel.flush();
        }
        assertThat(faults).isEmpty();

        advanceSeconds(5);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server took no bytes for 4 s");
    }

    @Test
    void sendsNoPingWhileServerSendsMessages() {
        advanceSeconds(1);
        receive(new RtmpMessage(0, 0, new PingResponse(0)));
        for (int i = 0; i < 10; i++) {
            advanceSeconds(4);
            receive(RtmpMessage.of(new Acknowledgement(i)));
        }
        assertThat(pings).hasSize(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void rejectsTooShortTimeout() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LivenessTimeouts(Duration.ofMillis(3), Duration.ofSeconds(1)))
                .withMessageContaining("expected at least 4 ms");
    }

    private void write(int bytes) {
        channel.writeAndFlush(Unpooled.buffer().writeZero(bytes));
    }

    private void receive(RtmpMessage message) {
        channel.writeInbound(message);
        assertThat(channel.<Object>readInbound()).isSameAs(message);
    }

    private void advanceSeconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
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
