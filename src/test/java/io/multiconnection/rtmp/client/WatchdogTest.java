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

/** A look comes each second of the channel's clock, which goes on when the test says so. */
class WatchdogTest {

    private static final LivenessTimeouts PATIENCE =
            new LivenessTimeouts(Duration.ofSeconds(4), Duration.ofSeconds(8));

    private final List<RtmpClientException> faults = new ArrayList<>();
    private final List<PingRequest> pings = new ArrayList<>();

    /** How many bytes the socket takes of what waits. */
    private int room = Integer.MAX_VALUE;

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new Pings(), new Watchdog(PATIENCE, faults::add)) {
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
        assertThat(channel.runScheduledPendingTasks()).as("a timer that goes on").isEqualTo(-1);
    }

    @Test
    void aServerThatTakesNoBytesIsGone() {
        room = 0;
        write(100);
        pass(1);
        write(100); // more may wait: it does not matter how much
        pass(3);
        assertThat(faults).isEmpty();
        pass(1);
        assertThat(faults).extracting(RtmpClientException::kind).containsExactly(Kind.TIMEOUT);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server took no bytes for 4 s");
        pass(20);
        assertThat(faults).hasSize(1);
    }

    @Test
    void aServerThatTakesALittleIsThere() {
        room = 0;
        write(100);
        for (int i = 0; i < 10; i++) {
            pass(3);
            room = 1;
            channel.flush();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void nothingIsExpectedWhereNothingWaits() {
        write(100);
        pass(100);
        assertThat(faults).isEmpty();
    }

    @Test
    void aServerThatAnswersNoPingIsAskedOnce() {
        pass(100);
        assertThat(pings).hasSize(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void aServerThatHasAnsweredAndFallsSilentIsGone() {
        pass(1);
        assertThat(pings).hasSize(1);
        hear(new RtmpMessage(0, 0, new PingResponse(pings.getFirst().timestamp())));
        pass(4);
        assertThat(pings).hasSize(1);
        pass(1);
        assertThat(pings).hasSize(2);
        pass(3);
        assertThat(faults).isEmpty();
        pass(1);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server answered no ping for 8 s");
    }

    /** Stops reading the server, as when it does not read its answers. */
    @Test
    void serverThatIsNotReadIsNotSilentButMustTakeItsAnswers() {
        pass(1);
        hear(new RtmpMessage(0, 0, new PingResponse(pings.getFirst().timestamp())));
        channel.config().setAutoRead(false);
        room = 0;
        write(100);
        for (int i = 0; i < 10; i++) {
            pass(3);
            room = 1;
            channel.flush();
        }
        assertThat(faults).isEmpty();

        pass(5);
        assertThat(faults)
                .extracting(RtmpClientException::text)
                .containsExactly("the server took no bytes for 4 s");
    }

    @Test
    void whoTalksNeedNotBeAsked() {
        pass(1);
        hear(new RtmpMessage(0, 0, new PingResponse(0)));
        for (int i = 0; i < 10; i++) {
            pass(4);
            hear(RtmpMessage.of(new Acknowledgement(i)));
        }
        assertThat(pings).hasSize(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void patienceIsNotTooShort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LivenessTimeouts(Duration.ofMillis(3), Duration.ofSeconds(1)))
                .withMessageContaining("expected at least 4 ms");
    }

    private void write(int bytes) {
        channel.writeAndFlush(Unpooled.buffer().writeZero(bytes));
    }

    private void hear(RtmpMessage message) {
        channel.writeInbound(message);
        assertThat(channel.<Object>readInbound()).isSameAs(message);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    /** Keeps what would go to the server, but media. */
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
