package io.multiconnection.target;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessage.MessageNews;
import io.multiconnection.protocol.GatewayMessage.StatusNews;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.multiconnection.rtmp.client.NetStatus;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sender of the events that one server of a session causes at the client: within the server's
 * {@link ServerEventBudget} they are sent, beyond it dropped. Dropped events are counted, and
 * reported at most once a second. Stays with its server while targets come and go. Lives on its
 * session's event loop.
 */
public final class ServerEventSender {

    /** Kinds of events, as the report of dropped ones names them. */
    public enum Kind {
        STATUS,
        CALL,
        DATA,
        MESSAGE;

        /** Returns the name of the kind in JSON and in metrics. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Set<Kind> CALLS = Set.of(Kind.CALL, Kind.DATA);
    private static final Set<Kind> MESSAGES = Set.of(Kind.MESSAGE);

    private final int server;
    private final ServerEventBudget budget;
    private final ScheduledExecutorService loop;
    private final LongSupplier nanoTime;
    private final Consumer<String> client;
    private final Consumer<String> droppedKinds;
    private final Map<Kind, Integer> dropped = new EnumMap<>(Kind.class);
    private @Nullable String droppedObject;
    private @Nullable ScheduledFuture<?> report;
    private long reportedAtNanos;

    public ServerEventSender(
            int server,
            ServerEventBudget budget,
            ScheduledExecutorService loop,
            LongSupplier nanoTime,
            Consumer<String> client,
            Consumer<String> droppedKinds) {
        this.server = server;
        this.budget = budget;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.client = client;
        this.droppedKinds = droppedKinds;
        this.reportedAtNanos = nanoTime.getAsLong() - REPORT_NANOS;
    }

    public ServerEventBudget budget() {
        return budget;
    }

    /** Sends an event to the client within the budget; false if it was dropped. */
    public boolean send(Kind kind, GatewayMessage message) {
        long now = nanoTime.getAsLong();
        if (budget.hasRoom(1, now)) {
            String text = GatewayMessageWriter.write(message);
            if (budget.takeEvent(text.length(), now)) {
                client.accept(text);
                return true;
            }
        }
        drop(kind, message, now);
        return false;
    }

    private void drop(Kind kind, GatewayMessage message, long now) {
        droppedKinds.accept(kind.wireName());
        dropped.merge(kind, 1, Integer::sum);
        if (message instanceof MessageNews(String object, _, _, _)) {
            droppedObject = object;
        }
        if (report == null) {
            long wait = Math.max(0, REPORT_NANOS - (now - reportedAtNanos));
            report = loop.schedule(this::report, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void report() {
        report = null;
        reportedAtNanos = nanoTime.getAsLong();
        boolean isOfObjects = dropped.keySet().equals(MESSAGES);
        NetStatus status = isOfObjects ? messagesDropped() : eventsDropped();
        String object = isOfObjects ? droppedObject : null;
        int all = dropped.values().stream().mapToInt(Integer::intValue).sum();
        Map<String, AmfValue> kinds = new LinkedHashMap<>();
        dropped.forEach((kind, count) -> kinds.put(kind.wireName(), new AmfNumber(count)));
        dropped.clear();
        client.accept(
                GatewayMessageWriter.write(
                        new StatusNews(
                                server,
                                null,
                                object,
                                status.with("dropped", new AmfNumber(all))
                                        .with("kinds", new AmfObject(AmfTraits.ANONYMOUS, kinds))
                                        .info())));
    }

    private NetStatus eventsDropped() {
        return CALLS.containsAll(dropped.keySet())
                ? NetStatus.of(
                        "warning",
                        "NetConnection.Call.Dropped",
                        "calls or messages were dropped: more than the client can be told")
                : NetStatus.of(
                        "warning",
                        "NetConnection.Event.Dropped",
                        "events of the server were dropped: more than the client can be told");
    }

    private static NetStatus messagesDropped() {
        return NetStatus.of(
                "error",
                "SharedObject.Message.Dropped",
                "messages were dropped: more than the client can be told");
    }

    /** Ends the reports: the client no longer has this server. */
    void close() {
        if (report != null) {
            report.cancel(false);
            report = null;
        }
        dropped.clear();
    }
}
