package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.protocol.GatewayMessage.SyncNews;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.protocol.SlotChange.Code;
import io.multiconnection.target.ServerEventBudget;
import io.multiconnection.target.SessionEventBudget;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queue of one object that several servers change, on a clock that the test moves. */
class SyncQueueTest implements TextBrowser {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNREAD = SessionLimits.DEFAULT.buffers().unreadBytes();
    private static final int MAX_WAITING = 300;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final SessionEventBudget shares = new SessionEventBudget(8 << 20, 500, () -> 16, 0);
    private final ServerEventBudget hostile = shares.ofServer(0);
    private final ServerEventBudget honest = shares.ofServer(0);

    /** Slots of the object, and slots as the client has been told. */
    private final Map<String, String> held = new LinkedHashMap<>();

    private final Map<String, String> told = new LinkedHashMap<>();
    private long now;
    private long unread;
    private long mostUnread;
    private final MemoryAccount memory =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final SyncQueue queue =
            new SyncQueue(
                    channel.eventLoop(),
                    () -> now,
                    MAX_WAITING,
                    this::whole,
                    changes -> new SyncNews("info", null, null, changes),
                    news(),
                    memory);

    SyncQueueTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        queue.stop();
        assertThat(memory.held()).isZero();
        channel.finish();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void tellsWhatTheObjectHoldsInTheEnd(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 2000; step++) {
            ServerEventBudget payer = random.nextBoolean() ? hostile : honest;
            switch (random.nextInt(40)) {
                case 0 -> {
                    held.clear();
                    queue.add(List.of(SlotChange.clear()), payer);
                }
                case 1, 2, 3 -> delete("slot" + random.nextInt(1000), payer);
                default ->
                        set(
                                "slot" + random.nextInt(200),
                                "v".repeat(1 + random.nextInt(8000)) + step,
                                payer);
            }
            pass(random.nextInt(3));
        }
        pass(60_000);
        assertThat(told).isEqualTo(held);
        assertThat(mostUnread).isLessThan(UNREAD);
    }

    @Test
    void tellsAnHonestServersChangeThoughAnotherHasFarTooMany() {
        for (int i = 0; i < 200; i++) {
            set("slot" + i, "x".repeat(60_000), hostile);
        }
        set("honest", "yes", honest);
        pass(50);
        assertThat(told).containsEntry("honest", "yes");
        assertThat(told.size()).isLessThan(100);
        pass(300_000);
        assertThat(told).isEqualTo(held);
    }

    @Test
    void tellsASlotThatChangesAllTheTime() {
        for (int i = 0; i < 200; i++) {
            set("slot" + i, "x".repeat(60_000), hostile);
        }
        for (int second = 0; second < 300; second++) {
            set("slot199", "y" + second, hostile); // flaps, and comes to its turn all the same
            set("slot198", "y" + second, hostile);
            pass(1000);
        }
        assertThat(told).containsEntry("slot198", "y299").containsEntry("slot199", "y299");
    }

    /** In AMF it takes a byte, in JSON 21 characters. */
    @Test
    void tellsValuesThatAreLargeInJsonOnly() {
        AmfValue values = new AmfStrictArray(Collections.nCopies(64_000, AmfUndefined.UNDEFINED));
        List<ServerEventBudget> payers =
                IntStream.range(0, 16).mapToObj(_ -> shares.ofServer(0)).toList();
        for (int i = 0; i < payers.size(); i++) {
            List<SlotChange> change = List.of(SlotChange.of(Code.CHANGE, "large" + i, values));
            queue.add(change, payers.get(i));
        }
        assertThat(mostUnread).isBetween(1_000_000L, UNREAD * 3L / 4);
        set("last", "yes", hostile);
        pass(120_000);
        assertThat(told).hasSize(17).containsEntry("last", "yes");
        assertThat(mostUnread).isLessThan(UNREAD);
    }

    private void set(String slot, String value, ServerEventBudget payer) {
        held.put(slot, value);
        queue.add(List.of(SlotChange.of(Code.CHANGE, slot, new AmfString(value))), payer);
    }

    private void delete(String slot, ServerEventBudget payer) {
        held.remove(slot);
        queue.add(List.of(SlotChange.of(Code.DELETE, slot, AmfUndefined.UNDEFINED)), payer);
    }

    private List<SlotChange> whole() {
        List<SlotChange> changes = new ArrayList<>(List.of(SlotChange.clear()));
        held.forEach(
                (slot, value) ->
                        changes.add(SlotChange.of(Code.CHANGE, slot, new AmfString(value))));
        return changes;
    }

    /** Time passes, while the client reads a quarter of what may wait in a second. */
    private void pass(long millis) {
        for (long left = millis; left > 0; left -= 50) {
            long step = Math.min(left, 50);
            now += TimeUnit.MILLISECONDS.toNanos(step);
            unread = Math.max(0, unread - UNREAD / 4 * step / 1000);
            channel.advanceTimeBy(step, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    @Override
    public void send(String text) {
        unread += text.length();
        mostUnread = Math.max(mostUnread, unread);
        try {
            for (JsonNode change : JSON.readTree(text).path("changes")) {
                String slot = change.path("slot").asText();
                switch (change.path("code").textValue()) {
                    case "clear" -> told.clear();
                    case "delete" -> told.remove(slot);
                    default -> told.put(slot, change.path("value").asText());
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
