package io.multiconnection.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.gateway.Session;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.EventLoop;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that are open. Thread-safe. */
@ApplicationScoped
public class Sessions {

    private record Open(Session session, EventLoop loop) {}

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
        open.put(id, new Open(session, loop));
    }

    void ended(String id) {
        Open ended = open.remove(id);
        if (ended != null) {
            ended.session().ended();
        }
    }

    /** Sends every browser away, and ends every leg as its server expects it. */
    void shutdown(@Observes ShutdownEvent event) {
        open.values()
                .forEach(
                        each ->
                                each.loop()
                                        .execute(
                                                () ->
                                                        each.session()
                                                                .close(
                                                                        CloseCode.GOING_AWAY,
                                                                        "the gateway shuts"
                                                                                + " down")));
    }
}
