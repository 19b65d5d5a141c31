package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of the work that one session causes, on clocks of the tests, without waiting. */
class SessionWorkLimitsTest {

    private static final String SIXTEEN =
            IntStream.range(0, 16)
                    .mapToObj("'rtmp://127.0.0.1:1/%d'"::formatted)
                    .collect(Collectors.joining(","));

    private final AtomicLong clock = new AtomicLong();
    private final TestSession sessions =
            new TestSession(DefaultAddressResolverGroup.INSTANCE, SessionLimits.DEFAULT);
    private final TestClientSocket honest = sessions.openBeside(sessions.socket(), () -> 0);

    @AfterEach
    void close() {
        sessions.close();
    }

    private static String text(String json) {
        return json.replace('\'', '"');
    }

    private static JsonNode answer(TestClientSocket client, int id) {
        JsonNode message = client.next();
        while (message.path("id").intValue() != id) {
            message = client.next();
        }
        return message;
    }

    private static String code(TestClientSocket client, int id) {
        return answer(client, id).path("code").asText();
    }

    /** Second session on the same loop, with a manual clock. */
    private TestClientSocket stranger() {
        return sessions.openBeside(honest, clock::get);
    }

    /** Connects and disconnects; returns whether connect was accepted. */
    private boolean connects(TestClientSocket client, int id) {
        client.deliver(text("{'id':%d,'type':'connect','servers':[%s]}".formatted(id, SIXTEEN)));
        client.deliver(text("{'id':%d,'type':'disconnect'}".formatted(id + 1)));
        boolean allowed = !code(client, id).equals("too-many");
        answer(client, id + 1);
        return allowed;
    }

    @Test
    void rejectsConnectionsBeyondRate() {
        TestClientSocket stranger = stranger();
        long connected =
                IntStream.range(0, 100).filter(i -> connects(stranger, 10 + 2 * i)).count();
        assertThat(connected).isEqualTo(6); // of 32,000 each, of 200,000
    }

    @Test
    void reportsLimitAndRetryDelay() {
        TestClientSocket stranger = stranger();
        IntStream.range(0, 6).forEach(i -> assertThat(connects(stranger, 10 + 2 * i)).isTrue());
        stranger.deliver(text("{'id':50,'type':'connect','servers':[%s]}".formatted(SIXTEEN)));
        assertThat(answer(stranger, 50).path("message").textValue())
                .matches(
                        "requests of weight 20000 a second, and this one is of 32000; "
                                + "retry in \\d+ ms");
        clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(connects(stranger, 60)).isTrue();
    }

    /** A rejected request costs only its message; light requests are accepted. */
    @Test
    void acceptsLightRequestsAfterRejectedHeavyOne() {
        TestClientSocket stranger = stranger();
        IntStream.range(0, 10).forEach(i -> connects(stranger, 10 + 2 * i));
        stranger.deliver(text("{'id':90,'type':'createStream'}"));
        assertThat(code(stranger, 90)).isEqualTo("bad-state");
    }

    /** One turn of the loop: each message of the stranger takes 20 ms, and it has many of them. */
    @Test
    void stopsReadingASessionThatTakesMoreThanItsShare() {
        AtomicLong ticks = new AtomicLong();
        TestClientSocket stranger =
                sessions.openBeside(honest, () -> ticks.getAndAdd(Duration.ofMillis(5).toNanos()));
        int handled = 0;
        while (!stranger.isPaused() && handled < 1000) {
            stranger.deliver(text("{'id':%d,'type':'createStream'}".formatted(handled++)));
        }
        assertThat(handled).as("messages before it has to wait").isBetween(2, 10);
        honest.deliver(text("{'id':1,'type':'createStream'}"));
        assertThat(code(honest, 1)).isEqualTo("bad-state");
        assertThat(honest.isPaused()).isFalse();
        stranger.deliver(text("{'id':77777,'type':'createStream'}"));
        assertThat(code(stranger, 77777)).as("read later").isEqualTo("bad-state");
    }

    @Test
    void closesSessionFarBeyondItsShare() {
        AtomicLong step = new AtomicLong();
        TestClientSocket stranger = sessions.openBeside(honest, () -> clock.getAndAdd(step.get()));
        step.set(Duration.ofMillis(300).toNanos());
        ByteBuf frame = Unpooled.buffer(9).writeZero(9);
        IntStream.range(0, 20).forEach(_ -> stranger.deliver(frame)); // read already
        assertThat(stranger.awaitClose()).isEqualTo(CloseCode.TOO_FAST);
        assertThat(stranger.closeReason())
                .isEqualTo("messages use more than 0.2 of the event loop's time");
        honest.deliver(text("{'id':1,'type':'createStream'}"));
        assertThat(code(honest, 1)).isEqualTo("bad-state");
    }

    /** The machine stands still for a minute while a message is handled. */
    @Test
    void outlivesStallOfTheMachine() {
        AtomicLong step = new AtomicLong();
        TestClientSocket stranger = sessions.openBeside(honest, () -> clock.getAndAdd(step.get()));
        step.set(Duration.ofMinutes(1).toNanos());
        stranger.deliver(text("{'id':1,'type':'createStream'}"));
        step.set(0);
        assertThat(code(stranger, 1)).isEqualTo("bad-state");
        stranger.deliver(text("{'id':2,'type':'createStream'}"));
        assertThat(code(stranger, 2)).isEqualTo("bad-state");
    }

    @Test
    void keepsReadPauseOverNewWebSocket() {
        AtomicLong step = new AtomicLong();
        TestClientSocket stranger = sessions.openBeside(honest, () -> clock.getAndAdd(step.get()));
        String token = stranger.next().path("resume").path("token").textValue();
        step.set(Duration.ofSeconds(1).toNanos());
        stranger.deliver(text("{'id':1,'type':'createStream'}"));
        step.set(0);
        assertThat(stranger.isPaused()).isTrue();
        stranger.closed(1006);
        TestClientSocket next = sessions.openBeside(honest, clock::get);
        assertThat(next.isPaused()).isFalse();
        next.deliver(text("{'id':100,'type':'resume','token':'%s','received':0}".formatted(token)));
        assertThat(answer(next, 100).path("type").textValue()).isEqualTo("result");
        assertThat(next.isPaused()).isTrue();
    }
}
