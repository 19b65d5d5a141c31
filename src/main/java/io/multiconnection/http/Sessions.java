package io.multiconnection.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.gateway.Browser;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.Inbound;
import io.multiconnection.gateway.Resumption;
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

/** The sessions that are open, or held for pages that are away. Thread-safe. */
@ApplicationScoped
public class Sessions {

    private record Open(Session session, EventLoop loop) {

        void close(CloseCode code, String reason) {
            loop.execute(() -> session.close(code, reason));
        }
    }

    /** How long browsers may take to say goodbye when the gateway shuts down. */
    private static final int GOODBYE_SECONDS = 2;

    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final Gateway gateway;
    private final int max;

    Sessions(GatewayConfig config, Gateway gateway, MeterRegistry registry) {
        this.gateway = gateway;
        this.max = config.limits().sessions();
        registry.gauge("multiconnection.sessions", open, Map::size);
        registry.gauge("multiconnection.sessions.held", gateway.resumption(), Resumption::held);
    }

    /** Whether one more would be too many; those that are held have a limit of their own. */
    boolean isFull() {
        return open.size() - gateway.resumption().held() >= max;
    }

    int maxUnread() {
        return gateway.limits().unreadBytes();
    }

    /** A session begins with this WebSocket; called on its event loop. */
    Inbound open(String id, EventLoop loop, Browser browser) {
        Session session = new Session(id, gateway, loop, browser);
        open.put(id, new Open(session, loop));
        session.end().thenRun(() -> open.remove(id));
        return new Inbound(gateway, browser, session, false);
    }

    /**
     * Sends away whoever is still there, and waits until every leg has ended as its server expects
     * it. Quarkus may have closed the WebSockets by now, with 1000; their ends are waited for, too.
     */
    void shutdown(@Observes ShutdownEvent event) {
        List<Open> leaving = List.copyOf(open.values());
        leaving.forEach(each -> each.close(CloseCode.GOING_AWAY, "the gateway shuts down"));
        CompletableFuture.allOf(
                        leaving.stream()
                                .map(it -> it.session().end())
                                .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, GOODBYE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
