package io.multiconnection.app;

import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NPM;

import io.multiconnection.peers.NeedsPeer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Players, elements, encoders and code of Flash in a real browser, where servers must do what no
 * real one does when it is asked to: beside the fake gateway of {@code web/test}.
 */
@NeedsPeer({CHROMIUM, NPM})
class PlayersIT {

    @Test
    void playersHandleFailuresOfServers() throws Exception {
        try (PageSuite suite = PageSuite.startBesideFakeGateway("players")) {
            suite.awaitSuccess(Duration.ofMinutes(6));
        }
    }
}
