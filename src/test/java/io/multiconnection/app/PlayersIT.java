package io.multiconnection.app;

import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NPM;

import io.multiconnection.peers.NeedsPeer;
import org.junit.jupiter.api.Test;

/**
 * Players, elements, encoders and Flash code in a real browser, with faults that real servers do
 * not produce on request: against the fake gateway of {@code web/fake-gateway}.
 */
@NeedsPeer({CHROMIUM, NPM})
class PlayersIT {

    @Test
    void playersHandleFailuresOfServers() throws Exception {
        try (PlaywrightSuite suite = PlaywrightSuite.startBesideFakeGateway("players")) {
            suite.awaitSuccess();
        }
    }
}
