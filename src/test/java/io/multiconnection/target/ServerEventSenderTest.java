package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.CallNews;
import io.multiconnection.protocol.GatewayMessage.DataNews;
import io.multiconnection.protocol.GatewayMessage.MessageNews;
import io.multiconnection.protocol.GatewayMessage.StatusNews;
import io.multiconnection.target.ServerEventSender.Kind;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports of events that were dropped, on a clock that the test moves. */
class ServerEventSenderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<Kind, GatewayMessage> EVENTS =
            new EnumMap<>(
                    Map.of(
                            Kind.STATUS, new StatusNews(3, null, null, Map.of()),
                            Kind.CALL, new CallNews(3, "who", List.of(), null),
                            Kind.DATA, new DataNews(3, null, null, "onCue", List.of()),
                            Kind.MESSAGE, new MessageNews("info", 3, "chat", List.of())));

    private final List<JsonNode> told = new ArrayList<>();
    private final Map<String, Integer> counted = new java.util.TreeMap<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final SessionEventBudget shares = new SessionEventBudget(8 << 20, 500, () -> 1, 0);
    private long now;
    private final ServerEventSender events =
            new ServerEventSender(
                    3,
                    shares.ofServer(now),
                    channel.eventLoop(),
                    () -> now,
                    this::send,
                    this::count);

    @BeforeEach
    void freezeClock() {
        channel.freezeTime();
        for (int i = 0; i < 1000; i++) {
            assertThat(events.send(Kind.CALL, EVENTS.get(Kind.CALL))).isTrue();
        }
        assertThat(told).hasSize(1000);
        told.clear();
    }

    @AfterEach
    void close() {
        channel.finish();
    }

    @Test
    void reportsDroppedEventsOncePerSecond() {
        drop(Kind.CALL, Kind.CALL, Kind.DATA);
        pass(0);
        assertReport("NetConnection.Call.Dropped", "warning", "{\"call\":2,\"data\":1}", 3);
        drop(Kind.DATA);
        drop(Kind.DATA);
        assertThat(told).isEmpty();
        events.budget().takeState(1, now + 1); // the refill of a second goes to others
        pass(999);
        assertThat(told).isEmpty();
        pass(1);
        assertReport("NetConnection.Call.Dropped", "warning", "{\"data\":2}", 2);
        pass(60_000);
        assertThat(told).isEmpty();
        assertThat(counted).isEqualTo(Map.of("call", 2, "data", 3));
    }

    @Test
    void namesAllDroppedKinds() {
        drop(Kind.MESSAGE, Kind.STATUS, Kind.CALL);
        pass(0);
        assertReport(
                "NetConnection.Event.Dropped",
                "warning",
                "{\"status\":1,\"call\":1,\"message\":1}",
                3);
    }

    @Test
    void namesObjectOfDroppedMessages() {
        drop(Kind.MESSAGE);
        pass(0);
        assertThat(told.getFirst().path("sharedObject").textValue()).isEqualTo("info");
        assertReport("SharedObject.Message.Dropped", "error", "{\"message\":1}", 1);
    }

    @Test
    void reportsNothingAfterClose() {
        drop(Kind.STATUS);
        events.close();
        pass(60_000);
        assertThat(told).isEmpty();
    }

    private void drop(Kind... kinds) {
        for (Kind kind : kinds) {
            assertThat(events.send(kind, EVENTS.get(kind))).isFalse();
        }
    }

    private void assertReport(String code, String level, String kinds, int dropped) {
        JsonNode report = told.removeFirst();
        assertThat(report.path("type").textValue()).isEqualTo("status");
        assertThat(report.path("server").intValue()).isEqualTo(3);
        JsonNode info = report.path("info");
        assertThat(info.path("code").textValue()).isEqualTo(code);
        assertThat(info.path("level").textValue()).isEqualTo(level);
        assertThat(info.path("dropped").intValue()).isEqualTo(dropped);
        assertThat(info.path("kinds")).hasToString(kinds);
        assertThat(told).isEmpty();
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private void count(String kind) {
        counted.merge(kind, 1, Integer::sum);
    }

    private void send(String text) {
        try {
            told.add(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
