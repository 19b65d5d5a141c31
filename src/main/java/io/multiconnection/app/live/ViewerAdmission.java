package io.multiconnection.app.live;

import io.multiconnection.app.config.ConfigErrors;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.http.HttpRefusalException;
import io.multiconnection.app.limits.AddressCounter;
import io.multiconnection.app.limits.ClientAddress;
import io.multiconnection.app.limits.RefusalCounter;
import io.multiconnection.app.limits.RefusalCounter.Limit;
import io.multiconnection.flv.FlvViewer;
import io.multiconnection.flv.FlvViewers;
import io.multiconnection.gateway.Gateway;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Limits of FLV viewers, in total and per client address. Thread-safe. */
@ApplicationScoped
public class ViewerAdmission {

    /** Time until a client over the limit of its address may retry. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Gateway gateway;
    private final RefusalCounter refused;
    private final AddressCounter perAddress;
    private final FlvViewers viewers;
    private final int max;
    private volatile boolean closed;

    ViewerAdmission(GatewayConfig config, Gateway gateway, RefusalCounter refused) {
        this.gateway = gateway;
        this.refused = refused;
        this.perAddress =
                ConfigErrors.withKey(
                        "multiconnection.limits.viewers-per-address",
                        () -> new AddressCounter(config.limits().viewersPerAddress()));
        this.max =
                ConfigErrors.inRange(
                        "multiconnection.limits.viewers",
                        config.limits().viewers(),
                        1,
                        Integer.MAX_VALUE);
        this.viewers = new FlvViewers(max);
    }

    /**
     * Checks whether viewers are admitted at all.
     *
     * @throws HttpRefusalException if the gateway shuts down, or is short of memory
     */
    void checkOpen() {
        if (closed) {
            throw shuttingDown();
        }
        if (!gateway.memory().admits()) {
            throw HttpRefusalException.busy(
                    "the gateway is short of memory for viewers; try again later");
        }
    }

    static HttpRefusalException shuttingDown() {
        return new HttpRefusalException(503, "the gateway shuts down");
    }

    /**
     * Counts a viewer.
     *
     * @throws HttpRefusalException if the gateway or the address has as many viewers as allowed
     */
    void enter(FlvViewer viewer, ClientAddress address) {
        if (!perAddress.enter(address)) {
            refused.count(Limit.VIEWERS_PER_ADDRESS);
            throw HttpRefusalException.tooMany(
                    perAddress.max() + " viewers of this address are already open", RETRY);
        }
        if (!viewers.add(viewer)) {
            perAddress.leave(address);
            throw new HttpRefusalException(503, max + " viewers are already open");
        }
    }

    /** Stops counting a viewer whose connection is closed. Idempotent. */
    void leave(FlvViewer viewer, ClientAddress address) {
        if (viewers.remove(viewer)) {
            perAddress.leave(address);
        }
    }

    /** Returns the open viewers as a share of the maximum. */
    public double usedShare() {
        return (double) viewers.count() / Math.max(1, max);
    }

    /** Refuses all further viewers: the gateway shuts down. */
    public void close() {
        closed = true;
    }

    /** Ends all streams; completes when viewers have read them and their servers were left. */
    public CompletableFuture<Void> end() {
        return viewers.end().thenCompose(_ -> gateway.relays().close());
    }
}
