package io.multiconnection.app.reload;

import static io.multiconnection.app.config.ConfigErrors.inRange;

import io.multiconnection.app.config.GatewayConfig;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Timer that looks at the files that may change, on a worker thread. */
@Singleton
public class ReloadTimer {

    private static final int MAX_PERIOD_MILLIS = Math.toIntExact(Duration.ofHours(1).toMillis());

    private final int periodMillis;
    private final Vertx vertx;
    private final ReloadedFiles files;
    private final ServerCertificates certificates;
    private long timer = -1;

    ReloadTimer(
            GatewayConfig config,
            Vertx vertx,
            ReloadedFiles files,
            ServerCertificates certificates) {
        this.periodMillis =
                inRange(
                        "multiconnection.reload-period",
                        config.reloadPeriod().toMillis(),
                        0,
                        MAX_PERIOD_MILLIS);
        this.vertx = vertx;
        this.files = files;
        this.certificates = certificates;
    }

    void start(@Observes StartupEvent event) {
        if (periodMillis > 0) {
            timer = vertx.setPeriodic(periodMillis, _ -> vertx.executeBlocking(this::check));
        }
    }

    private Void check() {
        files.check();
        certificates.check();
        return null;
    }

    @PreDestroy
    void close() {
        vertx.cancelTimer(timer);
    }
}
