package io.multiconnection.http;

import io.multiconnection.gateway.Gateway;
import io.multiconnection.relay.Player;
import io.netty.channel.EventLoop;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Who watches without a session. Thread-safe. */
@ApplicationScoped
public class Viewers {

    /** How long servers may take to be left when the gateway shuts down. */
    private static final int GOODBYE_SECONDS = 2;

    private final Map<Player, EventLoop> open = new ConcurrentHashMap<>();
    private final Gateway gateway;
    private final int max;

    Viewers(GatewayConfig config, Gateway gateway) {
        this.gateway = gateway;
        this.max = config.limits().viewers();
    }

    /**
     * Counts a viewer in.
     *
     * @throws Refusal if there is no room for another
     */
    void enter(Player player, EventLoop loop) {
        open.put(player, loop);
        if (open.size() > max) {
            open.remove(player);
            throw new Refusal(503, max + " watch already");
        }
    }

    /** The viewer is no longer there; called on its event loop. */
    void leave(Player player) {
        open.remove(player);
        player.close();
    }

    /**
     * After the sessions, which play from the same relays: those end as their servers expect it.
     */
    void shutdown(@Observes @Priority(Interceptor.Priority.APPLICATION + 600) ShutdownEvent event) {
        open.forEach((player, loop) -> loop.execute(player::close));
        gateway.relays().close().completeOnTimeout(null, GOODBYE_SECONDS, TimeUnit.SECONDS).join();
    }
}
