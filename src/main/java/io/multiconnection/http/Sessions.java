package io.multiconnection.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.gateway.Session;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.EventLoop;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The sessions that are open. Thread-safe. */
@ApplicationScoped
public class Sessions {

    private record Open(Session session, EventLoop loop, CompletableFuture<Void> end) {

        void close(CloseCode code, String reason) {
            loop.execute(() -> session.close(code, reason));
        }
    }

    /** How long browsers may take to say goodbye when the gateway shuts down. */
    private static final int GOODBYE_SECONDS = 2;

    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final int max;

    Sessions(GatewayConfig config, MeterRegistry registry) {
        this.max = config.limits().sessions();
        registry.gauge("multiconnection.sessions", open, Map::size);
    }

    boolean isFull() {
        return open.size() >= max;
    }

    void opened(String id, Session session, EventLoop loop) {
        open.put(id, new Open(session, loop, new CompletableFuture<>()));
    }

    void ended(String id) {
        Open ended = open.remove(id);
        if (ended != null) {
            ended.session().ended();
            ended.end().complete(null);
        }
    }

    /**
     * Sends away whoever is still there, and waits until every leg has ended as its server expects
     * it. Quarkus may have closed the WebSockets by now, with 1000; their ends are waited for, too.
     */
    void shutdown(@Observes ShutdownEvent event) {
        List<Open> leaving = List.copyOf(open.values());
        leaving.forEach(each -> each.close(CloseCode.GOING_AWAY, "the gateway shuts down"));
        CompletableFuture.allOf(leaving.stream().map(Open::end).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, GOODBYE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
