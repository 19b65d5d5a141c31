package io.multiconnection.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.app.RefusalCounter.Limit;
import io.multiconnection.gateway.ClientSocket;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.GoAway;
import io.multiconnection.gateway.Session;
import io.multiconnection.gateway.SessionRegistry;
import io.multiconnection.gateway.SessionRouter;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.EventLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sessions that are open, or held for pages that are away. Thread-safe. */
@ApplicationScoped
public class OpenSessions {

    /**
     * A session that is counted.
     *
     * @param gone done when it has ended and is no longer counted
     */
    private record Open(Session session, EventLoop loop, CompletableFuture<Void> gone) {

        void goAway(GoAway when) {
            loop.execute(() -> session.goAway(when));
        }

        void close() {
            loop.execute(() -> session.close(CloseCode.GOING_AWAY, "the gateway shuts down"));
        }
    }

    private final Map<String, Open> open = new ConcurrentHashMap<>();

    /** WebSockets that are open, and what is done when they are closed. */
    private final Map<String, CompletableFuture<Void>> sockets = new ConcurrentHashMap<>();

    /** Sessions, held ones included. */
    private final AddressCounter perAddress;

    private final Gateway gateway;
    private final MeterRegistry registry;
    private final RefusalCounter refused;
    private final int max;
    private volatile boolean draining;

    OpenSessions(
            GatewayConfig config, Gateway gateway, MeterRegistry registry, RefusalCounter refused) {
        this.gateway = gateway;
        this.refused = refused;
        this.registry = registry;
        this.max = config.limits().sessions();
        this.perAddress = perAddress(config.limits().sessionsPerAddress());
        registry.gauge("multiconnection.sessions", open, Map::size);
        registry.gauge(
                "multiconnection.sessions.held", gateway.resumption(), SessionRegistry::held);
    }

    /** Whether a WebSocket must not be opened: it could not even resume a session. */
    boolean isClosed() {
        return sockets.size() >= max
                || (draining && gateway.resumption().held() == 0)
                || !gateway.memory().admits();
    }

    /** Twice the WebSockets: a client whose sessions are all held can still resume them. */
    private static AddressCounter perAddress(int sockets) {
        return ConfigErrors.withKey(
                "multiconnection.limits.sessions-per-address",
                () -> new AddressCounter(Math.multiplyExact(2, sockets)));
    }

    /** Whether an address has as many sessions, held ones included, as it may. */
    boolean isFull(ClientAddress address) {
        return perAddress.isFull(address);
    }

    int maxUnread() {
        return gateway.limits().unreadBytes();
    }

    int count() {
        return open.size();
    }

    /**
     * A WebSocket is open, and a session begins with it; called on its event loop. Null, and
     * closed, if its address has too many, as several may be opened at the same time.
     *
     * @param memory the WebSocket's account
     */
    @Nullable SessionRouter opened(
            String id,
            EventLoop loop,
            ClientAddress address,
            ClientSocket browser,
            MemoryAccount memory) {
        if (!perAddress.enter(address)) {
            refused.count(Limit.SESSIONS_PER_ADDRESS);
            browser.close(CloseCode.TOO_FAST, "too many sessions of this address");
            return null;
        }
        sockets.put(id, new CompletableFuture<>());
        Session session = new Session(id, gateway, loop, browser);
        CompletableFuture<Void> gone = new CompletableFuture<>();
        open.put(id, new Open(session, loop, gone));
        session.end()
                .thenRun(
                        () -> {
                            open.remove(id);
                            perAddress.leave(address);
                            gone.complete(null);
                        });
        return new SessionRouter(gateway, browser, memory, session, draining);
    }

    /** A WebSocket is closed; its session may be held. */
    void closed(String id) {
        CompletableFuture<Void> socket = sockets.remove(id);
        if (socket != null) {
            socket.complete(null);
        }
    }

    /**
     * No session begins any more, and all that are there are told to move: one after the other
     * within {@code spread}. Done when they have ended, by themselves or by {@link #end}, and are
     * no longer counted.
     */
    CompletableFuture<Void> goAway(Duration grace, Duration spread) {
        draining = true;
        List<Open> leaving = List.copyOf(open.values());
        long now = System.nanoTime();
        long step = spread.toNanos() / Math.max(1, leaving.size());
        for (int i = 0; i < leaving.size(); i++) {
            Open each = leaving.get(i);
            each.goAway(new GoAway(now + i * step, now + grace.toNanos()));
            each.gone().thenRun(registry.counter("multiconnection.sessions.drained")::increment);
        }
        return all(leaving.stream().map(Open::gone));
    }

    /** Sends away whoever is still there. Done when every leg and every WebSocket has ended. */
    CompletableFuture<Void> end() {
        List<Open> leaving = List.copyOf(open.values());
        leaving.forEach(Open::close);
        return all(
                Stream.concat(
                        leaving.stream().map(Open::gone), List.copyOf(sockets.values()).stream()));
    }

    private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> each) {
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new));
    }
}
