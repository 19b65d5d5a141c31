package io.multiconnection.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Small queues of played media, and an access log: two settings that share one start of Quarkus.
 */
public final class SmallQueuesAndAccessLog implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "multiconnection.limits.play-bytes", "1M",
                "quarkus.http.access-log.enabled", "true");
    }
}
