package io.multiconnection.app;

import io.multiconnection.gateway.Gateway;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What a page may offer its user as destinations. */
@Path("/api/destinations")
public class DestinationsResource {

    /**
     * The answer.
     *
     * @param suggested URLs of the embedded origins, where there are any
     * @param pools the configured pools, without their keys
     */
    public record Destinations(List<String> suggested, List<PoolEntry> pools) {}

    /** A pool and its servers as they may be shown. */
    public record PoolEntry(String name, List<String> servers) {}

    private final Gateway gateway;
    private final EmbeddedOrigins origins;

    DestinationsResource(Gateway gateway, EmbeddedOrigins origins) {
        this.gateway = gateway;
        this.origins = origins;
    }

    @GET
    @Operation(summary = "The pools and the embedded origins, without any stream key")
    public Destinations list() {
        return new Destinations(
                origins.urls(),
                gateway.destinations().pools().entrySet().stream()
                        .map(
                                pool ->
                                        new PoolEntry(
                                                pool.getKey(),
                                                pool.getValue().servers().stream()
                                                        .map(server -> server.url().label())
                                                        .toList()))
                        .toList());
    }
}
