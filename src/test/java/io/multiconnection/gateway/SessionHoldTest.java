package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that are held after their WebSocket was lost, and the ends of sessions. */
class SessionHoldTest extends ResumeFixture {

    private static final ResumeLimits ONE_SESSION =
            new ResumeLimits(LONG, 256 << 10, 1024, 1, LONG, PING);
    private static final ResumeLimits SHORT =
            new ResumeLimits(Duration.ofMillis(50), 256 << 10, 1024, 10, LONG, PING);
    private static final ResumeLimits OFF =
            new ResumeLimits(Duration.ZERO, 256 << 10, 1024, 10, LONG, PING);
    private static final ResumeLimits IMPATIENT =
            new ResumeLimits(LONG, 256 << 10, 1024, 10, Duration.ofSeconds(2), PING);

    @ParameterizedTest
    @ValueSource(ints = {1005, 1006, 1011, 1012, 4000, 4408})
    void holdsSessionOnNonFinalCloseCode(int code) {
        String token = begin();
        client.socket().closed(code);
        assertThat(client.held()).isEqualTo(1);
        client.open();
        assertThat(client.resume(token, 0).path("type").textValue()).isEqualTo("result");
        assertThat(client.held()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void endsOnFinalCloseCode(int code) {
        String token = begin();
        TestClientSocket old = client.socket();
        old.closed(code);
        old.awaitEnd();
        awaitNoConnections();
        client.open();
        assertResumeFails(token, 0);
    }

    @Test
    void endsAfterMalformedMessage() {
        String token = begin();
        TestClientSocket old = client.socket();
        client.send("nonsense");
        assertThat(old.awaitClose()).isEqualTo(CloseCode.BAD_MESSAGE);
        old.closed(4400);
        client.open();
        assertResumeFails(token, 0);
    }

    @Test
    void endsAfterHoldTime() {
        begin(SHORT);
        String token = begin();
        publish();
        TestClientSocket old = client.socket();
        old.closed(1006);
        old.awaitEnd();
        awaitNoConnections();
        assertThat(client.held()).isZero();
        client.open();
        assertResumeFails(token, 0);
    }

    @Test
    void staysPublishedWhileItIsHeld() {
        String token = begin();
        publish();
        client.reopenWebSocket();
        assertThat(origin.state().stream("live", "show").publishing()).isTrue();
        assertThat(client.resume(token, 0).path("recovered").booleanValue()).isTrue();
        client.await("keyframe");
        assertThat(origin.state().connections()).isEqualTo(1);
    }

    @Test
    void doesNotHoldSessionWithoutRequests() {
        TestClientSocket old = client.socket();
        old.closed(1006);
        old.awaitEnd();
        assertThat(client.held()).isZero();
    }

    @Test
    void doesNotHoldSessionWhenDisabled() {
        begin(OFF);
        assertThat(client.await("hello").has("resume")).isFalse();
        connect(client);
        TestClientSocket old = client.socket();
        old.closed(1006);
        old.awaitEnd();
    }

    @Test
    void holdsNoMoreSessionsThanLimit() {
        begin(ONE_SESSION);
        String token = begin();
        client.reopenWebSocket();
        connect(client);
        TestClientSocket second = client.socket();
        second.closed(1006);
        second.awaitEnd();
        assertThat(client.held()).isEqualTo(1);
        client.open();
        assertThat(client.resume(token, 0).path("type").textValue()).isEqualTo("result");
    }

    @Test
    void appliesLimitsAfterResume() {
        client.openBeside(client.socket(), () -> 0);
        String token = begin();
        client.reopenWebSocket();
        client.resume(token, 0);
        IntStream.range(0, 3000).forEach(_ -> client.send("{'id':9,'type':'dance'}"));
        assertThat(client.awaitClose()).isEqualTo(CloseCode.TOO_FAST);
        client.open();
        assertResumeFails(token, 0);
    }

    @ParameterizedTest
    @CsvSource({"1048576,20,36", "0,20000,16500"}) // each frame with the end of its read
    void boundsInputBetweenEventLoops(int bytes, int frames, int most) {
        String token = begin();
        CountDownLatch blocked = new CountDownLatch(1);
        TestClientSocket old = client.socket();
        client.reopenWebSocket();
        client.resume(token, 0);
        old.onLoop(() -> blocked.await(20, TimeUnit.SECONDS));
        ByteBuf frame = Unpooled.buffer(bytes).writeZero(bytes);
        IntStream.range(0, frames).forEach(_ -> client.media(frame));
        assertThat(old.pendingTasks()).isBetween(2, most);
        blocked.countDown();
        assertThat(client.awaitClose()).isEqualTo(CloseCode.TOO_FAST);
    }

    @Test
    void closesSilentWebSocketAndHoldsSession() {
        begin(IMPATIENT);
        String token = begin();
        TestClientSocket old = client.socket();
        assertThat(old.awaitClose()).isEqualTo(CloseCode.SLOW_READER);
        assertThat(old.closeReason()).matches("nothing received for \\d+ ms");
        client.open();
        assertThat(client.resume(token, old.receivedCount()).path("recovered").booleanValue())
                .isTrue();
        assertThat(client.held()).isZero();
    }
}
