package io.multiconnection.app;

import io.multiconnection.gateway.Gateway;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** List of destinations that a page may offer to its user. */
@Path("/api/destinations")
public class DestinationsResource {

    /**
     * Response body.
     *
     * @param suggested URLs of the embedded origins
     * @param pools configured pools, without stream keys
     */
    public record Destinations(List<String> suggested, List<PoolEntry> pools) {}

    /** Pool with the labels of its servers, which contain no secrets. */
    public record PoolEntry(String name, List<String> servers) {}

    private final Gateway gateway;
    private final EmbeddedOrigins origins;

    DestinationsResource(Gateway gateway, EmbeddedOrigins origins) {
        this.gateway = gateway;
        this.origins = origins;
    }

    @GET
    @Operation(summary = "Lists pools and embedded origins, without stream keys")
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
