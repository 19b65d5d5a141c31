package io.multiconnection.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * The packaged gateway, as in production but allowed to reach servers on this machine, and less
 * patient with pages that vanish.
 */
public final class Anywhere implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "multiconnection.allow.destinations", "*",
                "multiconnection.allow.private-addresses", "true",
                "multiconnection.resume.hold", "10s",
                "multiconnection.drain.grace", "0s",
                "multiconnection.drain.spread", "0s",
                "quarkus.log.console.json.enabled", "false");
    }
}
