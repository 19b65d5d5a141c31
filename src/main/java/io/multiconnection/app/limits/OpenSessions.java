package io.multiconnection.app.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.app.config.ConfigErrors;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.limits.RefusalCounter.Limit;
import io.multiconnection.gateway.ClientSocket;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.GoAwayDeadlines;
import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.Session;
import io.multiconnection.gateway.SessionRegistry;
import io.multiconnection.gateway.SessionRouter;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.EventLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sessions that are open, or held for clients without a WebSocket. Thread-safe. */
@ApplicationScoped
public class OpenSessions {

    /**
     * Open session.
     *
     * @param gone completes when the session has ended and is removed
     */
    private record Open(Session session, EventLoop loop, CompletableFuture<Void> gone) {

        void goAway(GoAwayDeadlines when) {
            loop.execute(() -> session.goAway(when));
        }

        void close() {
            loop.execute(() -> session.close(CloseCode.GOING_AWAY, "the gateway shuts down"));
        }
    }

    private final Map<String, Open> open = new ConcurrentHashMap<>();

    /** Futures of open WebSockets, which complete when they are closed. */
    private final Map<String, CompletableFuture<Void>> sockets = new ConcurrentHashMap<>();

    /** Sessions by address, including held ones. */
    private final AddressCounter perAddress;

    private final Gateway gateway;
    private final SessionRegistry<Session> resumable;
    private final Counter drained;
    private final RefusalCounter refused;
    private final int max;
    private volatile boolean draining;

    OpenSessions(
            GatewayConfig config,
            Gateway gateway,
            SessionRegistry<Session> resumable,
            MeterRegistry registry,
            RefusalCounter refused) {
        this.gateway = gateway;
        this.resumable = resumable;
        this.refused = refused;
        this.drained = registry.counter("multiconnection.sessions.drained");
        this.max =
                ConfigErrors.inRange(
                        "multiconnection.limits.sessions",
                        config.limits().sessions(),
                        1,
                        Integer.MAX_VALUE);
        this.perAddress = perAddress(config.limits().sessionsPerAddress());
        registry.gauge("multiconnection.sessions", open, Map::size);
        registry.gauge("multiconnection.sessions.held", resumable, SessionRegistry::held);
    }

    /** Whether a WebSocket must be refused, because it could not even resume a session. */
    public boolean isClosed() {
        return sockets.size() >= max
                || (draining && resumable.held() == 0)
                || !gateway.memory().admits();
    }

    /**
     * Allows twice the WebSockets, so that a client whose sessions are all held can resume them.
     */
    private static AddressCounter perAddress(int sockets) {
        return new AddressCounter(
                2
                        * ConfigErrors.inRange(
                                "multiconnection.limits.sessions-per-address",
                                sockets,
                                1,
                                Integer.MAX_VALUE / 2));
    }

    /** Whether an address has the maximum of sessions, including held ones. */
    public boolean isFull(ClientAddress address) {
        return perAddress.isFull(address);
    }

    /** Returns the limit of bytes that wait for one client that does not read. */
    public int maxUnread() {
        return gateway.limits().buffers().unreadBytes();
    }

    /** Returns the open WebSockets as a share of the maximum. */
    public double usedShare() {
        return (double) sockets.size() / Math.max(1, max);
    }

    /** Returns the number of sessions, including held ones. */
    public int count() {
        return open.size();
    }

    /**
     * Creates a session for a WebSocket that was opened; called on its event loop. Closes the
     * WebSocket and returns null if its address has the maximum of sessions, which concurrent
     * upgrades may exceed.
     *
     * @param memory account of the WebSocket
     * @param grant grant of the WebSocket
     */
    public @Nullable SessionRouter opened(
            String id,
            EventLoop loop,
            ClientAddress address,
            ClientSocket socket,
            MemoryAccount memory,
            Grant grant) {
        if (!perAddress.enter(address)) {
            refused.count(Limit.SESSIONS_PER_ADDRESS);
            socket.close(CloseCode.TOO_FAST, "too many sessions of this address");
            return null;
        }
        sockets.put(id, new CompletableFuture<>());
        Session session = new Session(id, gateway, resumable, loop, socket, grant);
        CompletableFuture<Void> gone = new CompletableFuture<>();
        open.put(id, new Open(session, loop, gone));
        session.ended()
                .thenRun(
                        () -> {
                            open.remove(id);
                            perAddress.leave(address);
                            gone.complete(null);
                        });
        return new SessionRouter(gateway, socket, memory, session, grant, draining);
    }

    /** Removes a WebSocket that was closed. Its session may be held. */
    public void closed(String id) {
        CompletableFuture<Void> closed = sockets.remove(id);
        if (closed != null) {
            closed.complete(null);
        }
    }

    /**
     * Refuses new sessions, and sends {@code goAway} to all others, spread over {@code spread}.
     * Completes when they have ended, by themselves or by {@link #end}, and are counted.
     */
    public CompletableFuture<Void> goAway(Duration grace, Duration spread) {
        draining = true;
        List<Open> leaving = List.copyOf(open.values());
        long now = System.nanoTime();
        long step = spread.toNanos() / Math.max(1, leaving.size());
        List<CompletableFuture<Void>> counted = new ArrayList<>(leaving.size());
        for (int i = 0; i < leaving.size(); i++) {
            Open each = leaving.get(i);
            each.goAway(new GoAwayDeadlines(now + i * step, now + grace.toNanos()));
            counted.add(each.gone().thenRun(drained::increment));
        }
        return all(counted.stream());
    }

    /** Closes all sessions. Completes when all legs and WebSockets are closed. */
    public CompletableFuture<Void> end() {
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
