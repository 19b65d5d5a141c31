package io.multiconnection.app;

import io.multiconnection.app.RefusalCounter.Limit;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.relay.FailoverPlayer;
import io.netty.channel.EventLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Who watches without a session. Thread-safe. */
@ApplicationScoped
public class Viewers {

    /** How long viewers may take to read what is left. */
    private static final int GOODBYE_SECONDS = 1;

    /** Time until a client over the limit of its address may retry. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private record Open(
            FlvViewer viewer, EventLoop loop, ClientAddress address, CompletableFuture<Void> gone) {

        CompletableFuture<Void> end() {
            loop.execute(viewer::end);
            return gone;
        }
    }

    private final Map<FailoverPlayer, Open> open = new ConcurrentHashMap<>();
    private final Gateway gateway;
    private final RefusalCounter refused;
    private final AddressCounter perAddress;
    private final int max;
    private volatile boolean closed;

    Viewers(GatewayConfig config, Gateway gateway, RefusalCounter refused) {
        this.gateway = gateway;
        this.refused = refused;
        this.perAddress =
                GatewayProducer.named(
                        "multiconnection.limits.viewers-per-address",
                        () -> new AddressCounter(config.limits().viewersPerAddress()));
        this.max = config.limits().viewers();
    }

    /**
     * Whether anybody may come.
     *
     * @throws HttpRefusalException if the gateway shuts down, or is short of memory
     */
    void checkOpen() {
        if (closed) {
            throw closing();
        }
        if (!gateway.memory().admits()) {
            throw HttpRefusalException.busy(
                    "the gateway is short of memory for viewers; try again later");
        }
    }

    /** What is said to who comes while the gateway shuts down. */
    static HttpRefusalException closing() {
        return new HttpRefusalException(503, "the gateway shuts down");
    }

    /**
     * Counts a viewer in.
     *
     * @throws HttpRefusalException if there is no room for another, or for another of this address
     */
    void enter(FailoverPlayer player, FlvViewer viewer, EventLoop loop, ClientAddress address) {
        if (!perAddress.enter(address)) {
            refused.count(Limit.VIEWERS_PER_ADDRESS);
            throw HttpRefusalException.tooMany(
                    perAddress.max() + " viewers of this address watch already", RETRY);
        }
        open.put(player, new Open(viewer, loop, address, new CompletableFuture<>()));
        if (open.size() > max) {
            open.remove(player);
            perAddress.leave(address);
            throw new HttpRefusalException(503, max + " watch already");
        }
    }

    /** The viewer is no longer there; called on its event loop. */
    void leave(FailoverPlayer player) {
        Open left = open.remove(player);
        player.close();
        if (left != null) {
            perAddress.leave(left.address());
            left.gone().complete(null);
        }
    }

    /** The gateway shuts down: from now on nobody comes. */
    void refuseMore() {
        closed = true;
    }

    /** Ends every stream that is watched. Done when viewers have got all, and servers were told. */
    CompletableFuture<Void> end() {
        return CompletableFuture.allOf(
                        List.copyOf(open.values()).stream()
                                .map(Open::end)
                                .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, GOODBYE_SECONDS, TimeUnit.SECONDS)
                .thenCompose(_ -> gateway.relays().close());
    }
}
