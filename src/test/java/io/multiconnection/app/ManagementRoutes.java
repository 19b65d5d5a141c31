package io.multiconnection.app;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Route;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Paths of the management port's routes, for tests. */
@Singleton
public class ManagementRoutes {

    private final List<String> paths = new ArrayList<>();

    void observe(@Observes ManagementInterface management) {
        paths.addAll(
                management.router().getRoutes().stream()
                        .map(Route::getPath)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** Returns the paths, without wildcards. */
    Stream<String> paths() {
        return paths.stream().map(path -> path.replace("*", "")).distinct();
    }
}
