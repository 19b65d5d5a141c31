package io.multiconnection.app;

import io.multiconnection.identity.TestIssuer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;

/** Issuer of the tokens of a gateway under test, with one key. */
public final class IssuerResource implements QuarkusTestResourceLifecycleManager {

    private TestIssuer issuer;
    private PublicJsonWebKey key;

    @Override
    public Map<String, String> start() {
        issuer = new TestIssuer();
        key = issuer.publish(TestIssuer.ec("ec"));
        return Map.of(
                "multiconnection.identity.issuer", issuer.url(),
                "multiconnection.identity.sign-in.client-id", "studio",
                "multiconnection.identity.sign-in.parameters.resource", "urn:gateway",
                "multiconnection.identity.audience", TestIssuer.AUDIENCE,
                "multiconnection.identity.clock-skew", "1s",
                "multiconnection.identity.warning", "1m",
                "multiconnection.pools.main.servers[0].url", "rtmp://127.0.0.1:1/live",
                "multiconnection.pools.other.servers[0].url", "rtmp://127.0.0.1:1/live");
    }

    @Override
    public void stop() {
        issuer.close();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(
                new Tokens(issuer, key), new TestInjector.MatchesType(Tokens.class));
    }

    /** Maker of tokens for the gateway under test. */
    public record Tokens(TestIssuer issuer, PublicJsonWebKey key) {

        public String of(String subject, Map<String, Object> claims) {
            return issuer.token(key, subject, claims);
        }
    }
}
