package io.multiconnection.app.vertx;

import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Port of the management interface. */
@Singleton
public class ManagementPort {

    private final HttpServer server;
    private final int configured;

    ManagementPort(
            HttpServer server, @ConfigProperty(name = "quarkus.management.port") int configured) {
        this.server = server;
        this.configured = configured;
    }

    /**
     * Returns the port, once the gateway has started. Quarkus reports it only if it is not the
     * configured one, as with port 0.
     */
    public int get() {
        int actual = server.getManagementPort();
        return actual > 0 ? actual : configured;
    }
}
