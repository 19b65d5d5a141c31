package io.multiconnection.app;

import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NPM;

import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Program;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Sign-in of the studio's users at an OpenID Connect provider, in a real browser: authorization
 * code flow with PKCE, renewal of tokens, sign-out. {@code web/e2e/sign-in.spec.ts} checks the
 * pages.
 */
@NeedsPeer({CHROMIUM, NPM})
class SignInIT {

    private final int issuerPort = Ports.free();

    @Test
    void usersSignInAtIssuer() throws Exception {
        try (TerminableGateway gateway = TerminableGateway.start(settings());
                Program issuer = startIssuer(gateway.uri("/"))) {
            issuer.awaitListening(issuerPort);
            try (PlaywrightSuite suite =
                    PlaywrightSuite.start(
                            "sign-in",
                            gateway.uri("/"),
                            Map.of("SIGN_IN", "true"),
                            "sign-in.spec.ts")) {
                suite.awaitSuccess();
            }
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("multiconnection.studio", "true");
        settings.put("multiconnection.operator.public-port", "true");
        settings.put("multiconnection.embedded-origin.ports", Integer.toString(Ports.free()));
        settings.put("multiconnection.identity.issuer", "http://127.0.0.1:" + issuerPort);
        settings.put("multiconnection.identity.audience", "multiconnection");
        settings.put("multiconnection.identity.clock-skew", "0s");
        settings.put("multiconnection.identity.sign-in.client-id", "studio");
        settings.put("multiconnection.identity.sign-in.parameters.resource", "urn:gateway");
        return settings;
    }

    private Program startIssuer(URI studio) {
        return Program.start(
                Path.of("web"),
                Map.of(),
                List.of(
                        "node",
                        "e2e/identity/provider.mjs",
                        Integer.toString(issuerPort),
                        studio.toString()));
    }
}
