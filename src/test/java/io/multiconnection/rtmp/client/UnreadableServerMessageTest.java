package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.CapturedLog;
import io.multiconnection.Hex;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.UnreadableLog;
import io.multiconnection.rtmp.UnreadableMessages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unreadable messages of a server, which the client skips without further effect. */
class UnreadableServerMessageTest extends UnreadableMessageFixture {

    private static final Map<String, String> DAMAGE =
            Map.ofEntries(
                    Map.entry("number cut short", "00 3FF0"),
                    Map.entry("string cut short", "02 0010 61"),
                    Map.entry("string longer than any message", "0C FFFFFFFF 61"),
                    Map.entry("array longer than any message", "0A FFFFFFFF 05"),
                    Map.entry("object without an end", "03 0001 61 05"),
                    Map.entry("object with a damaged property", "03 0001 61 FF 000009"),
                    Map.entry("unknown marker", "FF"),
                    Map.entry("end marker without object", "09"),
                    Map.entry("recordset", "0E 00"),
                    Map.entry("movieclip", "04"),
                    Map.entry("reference to nothing", "07 0005"),
                    Map.entry("unknown externalizable class", UNKNOWN_CLASS),
                    Map.entry("AMF3 cut short", "11 0A"),
                    Map.entry("unknown AMF3 marker", "11 7F"),
                    Map.entry("AMF3 reference to nothing", "11 0A 20"));

    private static final Map<String, String> HARMLESS =
            Map.of(
                    "trailing bytes that are no value", "05 FF",
                    "surplus end marker of an object", "05 000009",
                    "trailing incomplete value", "05 02",
                    "string with invalid UTF-8", "02 0002 C328");

    static Stream<Arguments> damage() {
        return table(DAMAGE);
    }

    static Stream<Arguments> harmless() {
        return table(HARMLESS);
    }

    private static Stream<Arguments> table(Map<String, String> kinds) {
        return IntStream.rangeClosed(15, 20)
                .boxed()
                .flatMap(
                        type ->
                                kinds.entrySet().stream()
                                        .map(
                                                kind ->
                                                        Arguments.of(
                                                                type,
                                                                kind.getKey(),
                                                                kind.getValue())));
    }

    @ParameterizedTest(name = "type {0}: {1}")
    @MethodSource("damage")
    void skipsOnlyUnreadableMessage(int typeId, String kind, String value) {
        connect();
        byte[] body = UnreadableMessages.body(typeId, value);
        server.send(UnreadableMessages.raw(typeId, body), channel);
        assertThat(unreadable).containsExactly(typeId);
        assertNextMessageReceived();

        server.send(
                UnreadableMessages.raw(22, UnreadableMessages.aggregate(typeId, body)), channel);
        assertThat(unreadable).as("in an aggregate").containsExactly(typeId, typeId);
        assertNextMessageReceived();
    }

    @ParameterizedTest(name = "type {0}: {1}")
    @MethodSource("harmless")
    void acceptsTrailingBytesAndInvalidUtf8(int typeId, String kind, String value) {
        connect();
        server.send(
                UnreadableMessages.raw(typeId, UnreadableMessages.body(typeId, value)), channel);
        assertThat(unreadable).isEmpty();
        assertNextMessageReceived();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void keepsConnectionOpenAfterRandomDamage(int part) {
        connect();
        connection.sharedObject("so", false, new Slots());
        int damaged = 0;
        for (int seed = part * 500; seed < (part + 1) * 500; seed++) {
            int before = unreadable.size();
            server.send(UnreadableMessages.random(new SplittableRandom(seed)), channel);
            channel.runPendingTasks();
            assertThat(lost).as("seed %d", seed).isEmpty();
            damaged += Math.min(1, unreadable.size() - before);
            assertNextMessageReceived();
            channel.releaseOutbound();
        }
        assertThat(damaged).as("messages that could not be read").isGreaterThan(200);
    }

    /** Covers AMF references after a damaged event, whose number of objects is unknown. */
    @Test
    void deliversEventsBesideDamagedEvent() {
        connect();
        Slots slots = new Slots();
        connection.sharedObject("so", false, slots);
        String body =
                "0002 736F 00000001 00000000 00000000"
                        + event(4, "0001 61 03 000009") // container 0
                        + event(4, "0001 62 03 0001 78 03 000009 0001 79 FF 000009")
                        + event(4, "0001 63 07 0000")
                        + event(4, "0001 64 07 0001")
                        + event(4, "0001 65 00 3FF0000000000000")
                        + event(9, "0001 66");
        server.send(UnreadableMessages.raw(19, Hex.bytes(body)), channel);

        assertThat(slots.events)
                .extracting(UnreadableServerMessageTest::shown)
                .containsExactly("a={}", "malformed b", "c={}", "malformed d", "e=1.0", "f");
        assertThat(unreadable).as("one message").containsExactly(19);
    }

    private static String event(int type, String content) {
        return "%02X %08X".formatted(type, Hex.bytes(content).length) + content;
    }

    private static String shown(SharedObjectEvent event) {
        return switch (event) {
            case Change(String slot, AmfNumber(double number)) -> slot + "=" + number;
            case Change(String slot, AmfValue _) -> slot + "={}";
            case Malformed(_, String slot, _) -> "malformed " + slot;
            case SharedObjectEvent.Remove(String slot) -> slot;
            default -> throw new IllegalArgumentException(event.toString());
        };
    }

    @Test
    void closesConnectionIfMessageExceedsLimit() {
        connect();
        byte[] nested = Hex.bytes("0A00000001".repeat(65) + "05");
        server.send(UnreadableMessages.raw(18, nested), channel);
        channel.runPendingTasks();
        assertThat(lost)
                .extracting(RtmpClientException::kind)
                .containsExactly(RtmpClientException.Kind.PROTOCOL);
        assertThat(lost)
                .extracting(RtmpClientException::text)
                .first()
                .asString()
                .contains("limit 64");
    }

    @Test
    void logsEachTypeOnceWithoutServerText() {
        connect();
        try (CapturedLog log = new CapturedLog(UnreadableLog.class)) {
            for (int typeId : Arrays.asList(20, 18, 20, 18, 20)) {
                byte[] body = UnreadableMessages.body(typeId, UNKNOWN_CLASS);
                server.send(UnreadableMessages.raw(typeId, body), channel);
            }
            assertThat(log.lines())
                    .hasSize(2)
                    .allMatch(line -> line.contains("externalizable class"))
                    .noneMatch(line -> line.contains("com.a.B"));
        }
        assertThat(unreadable).containsExactly(20, 18, 20, 18, 20);
    }

    private static final class Slots implements SharedObject.Listener {

        private final List<SharedObjectEvent> events = new ArrayList<>();

        @Override
        public void onEvents(int version, List<SharedObjectEvent> received) {
            events.addAll(received);
        }

        @Override
        public void onStatus(NetStatus status) {}
    }
}
