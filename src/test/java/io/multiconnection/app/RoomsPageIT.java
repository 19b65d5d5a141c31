package io.multiconnection.app;

import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NPM;

import io.multiconnection.peers.NeedsPeer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Rooms page of the packaged gateway in a real browser, with a directory of a master application:
 * operators admit and reject clients. {@code web/e2e/rooms.spec.ts} checks the page.
 */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@WithTestResource(GuardedRoom.class)
@NeedsPeer({CHROMIUM, NPM})
class RoomsPageIT {

    @TestHTTPResource("/")
    URI uri;

    @Test
    void operatorsAdmitAndRejectClients() throws Exception {
        Map<String, String> environment =
                Map.of("ROOM", GuardedRoom.ROOM, "OPERATOR_TOKEN", GuardedRoom.TOKEN);
        try (PlaywrightSuite suite =
                PlaywrightSuite.start("rooms", uri, environment, "rooms.spec.ts")) {
            suite.awaitSuccess();
        }
    }
}
