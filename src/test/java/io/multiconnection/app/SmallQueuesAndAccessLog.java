package io.multiconnection.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.Map;

/**
 * Small queues of played media, an access log, and a debug log in JSON: settings that share one
 * start of Quarkus.
 */
public final class SmallQueuesAndAccessLog implements QuarkusTestProfile {

    /** File of the log in JSON. */
    static final Path JSON_LOG = Path.of("target", "json-log-test", "gateway.log");

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "multiconnection.limits.play-bytes", "1M",
                "quarkus.http.access-log.enabled", "true",
                "quarkus.log.file.enabled", "true",
                "quarkus.log.file.path", JSON_LOG.toString(),
                "quarkus.log.file.json.enabled", "true",
                "quarkus.log.category.\"io.multiconnection\".level", "DEBUG");
    }
}
