package io.multiconnection.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Profile of the packaged gateway: production settings, but servers on this machine are allowed,
 * and lost clients are held for a shorter time.
 */
public final class PackagedGatewayProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "multiconnection.allow.destinations", "*",
                "multiconnection.allow.private-addresses", "true",
                "multiconnection.studio", "true",
                "multiconnection.operator.public-port", "true",
                "multiconnection.resume.hold", "10s",
                "multiconnection.drain.grace", "0s",
                "multiconnection.drain.spread", "0s",
                "quarkus.management.port", "0",
                "quarkus.log.console.json.enabled", "false");
    }
}
