package io.multiconnection.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.gateway.Browser;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.GoAway;
import io.multiconnection.gateway.Inbound;
import io.multiconnection.gateway.Resumption;
import io.multiconnection.gateway.Session;
import io.multiconnection.http.Refused.Limit;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.EventLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sessions that are open, or held for pages that are away. Thread-safe. */
@ApplicationScoped
public class Sessions {

    private record Open(Session session, EventLoop loop) {

        void goAway(GoAway when) {
            loop.execute(() -> session.goAway(when));
        }

        void close() {
            loop.execute(() -> session.close(CloseCode.GOING_AWAY, "the gateway shuts down"));
        }
    }

    private final Map<String, Open> open = new ConcurrentHashMap<>();

    /** A WebSocket that is open; {@code closed} is done when it no longer is. */
    private record Socket(ClientAddress address, CompletableFuture<Void> closed) {}

    private final Map<String, Socket> sockets = new ConcurrentHashMap<>();
    private final AddressCounter socketsOf;

    /** Twice the WebSockets: who may hold as many sessions again is not kept from resuming them. */
    private final AddressCounter sessionsOf;

    private final Gateway gateway;
    private final MeterRegistry registry;
    private final Refused refused;
    private final int max;
    private volatile boolean draining;

    Sessions(GatewayConfig config, Gateway gateway, MeterRegistry registry, Refused refused) {
        this.gateway = gateway;
        this.refused = refused;
        this.registry = registry;
        this.max = config.limits().sessions();
        int perAddress = config.limits().sessionsPerAddress();
        this.socketsOf = named(() -> new AddressCounter(perAddress));
        this.sessionsOf = named(() -> new AddressCounter(Math.multiplyExact(2, perAddress)));
        registry.gauge("multiconnection.sessions", open, Map::size);
        registry.gauge("multiconnection.sessions.held", gateway.resumption(), Resumption::held);
    }

    /** Whether a WebSocket must not be opened: it could not even resume a session. */
    boolean isClosed() {
        return sockets.size() >= max || (draining && gateway.resumption().held() == 0);
    }

    private static AddressCounter named(Supplier<AddressCounter> counter) {
        return GatewayProducer.named("multiconnection.limits.sessions-per-address", counter);
    }

    /** Whether a WebSocket of this address must not be opened. */
    boolean isFull(ClientAddress address) {
        return socketsOf.isFull(address) || sessionsOf.isFull(address);
    }

    /** The limit that an address is over, in words. */
    String fullText() {
        return socketsOf.max() + " sessions of this address are open already";
    }

    int maxUnread() {
        return gateway.limits().unreadBytes();
    }

    int count() {
        return open.size();
    }

    /**
     * A WebSocket is open, and a session begins with it; called on its event loop. Null, and
     * closed, if there are too many of its address: several may have been let in at the same time.
     */
    @Nullable Inbound opened(String id, EventLoop loop, ClientAddress address, Browser browser) {
        if (!socketsOf.enter(address)) {
            return refuse(browser);
        }
        if (!sessionsOf.enter(address)) {
            socketsOf.leave(address);
            return refuse(browser);
        }
        sockets.put(id, new Socket(address, new CompletableFuture<>()));
        Session session = new Session(id, gateway, loop, browser);
        open.put(id, new Open(session, loop));
        session.end()
                .thenRun(
                        () -> {
                            open.remove(id);
                            sessionsOf.leave(address);
                        });
        return new Inbound(gateway, browser, session, draining);
    }

    private @Nullable Inbound refuse(Browser browser) {
        refused.count(Limit.SESSIONS_PER_ADDRESS);
        browser.close(CloseCode.TOO_FAST, fullText());
        return null;
    }

    /** A WebSocket is closed; its session may be held. */
    void closed(String id) {
        Socket socket = sockets.remove(id);
        if (socket != null) {
            socketsOf.leave(socket.address());
            socket.closed().complete(null);
        }
    }

    /**
     * No session begins any more, and all that are there are told to move: one after the other
     * within {@code spread}. Done when they have ended, by themselves or by {@link #end}.
     */
    CompletableFuture<Void> goAway(Duration grace, Duration spread) {
        draining = true;
        List<Open> leaving = List.copyOf(open.values());
        long now = System.nanoTime();
        long step = spread.toNanos() / Math.max(1, leaving.size());
        for (int i = 0; i < leaving.size(); i++) {
            Open each = leaving.get(i);
            each.goAway(new GoAway(now + i * step, now + grace.toNanos()));
            each.session()
                    .end()
                    .thenRun(registry.counter("multiconnection.sessions.drained")::increment);
        }
        return all(leaving.stream().map(each -> each.session().end()));
    }

    /** Sends away whoever is still there. Done when every leg and every WebSocket has ended. */
    CompletableFuture<Void> end() {
        List<Open> leaving = List.copyOf(open.values());
        leaving.forEach(Open::close);
        return all(
                Stream.concat(
                        leaving.stream().map(each -> each.session().end()),
                        List.copyOf(sockets.values()).stream().map(Socket::closed)));
    }

    private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> each) {
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new));
    }
}
