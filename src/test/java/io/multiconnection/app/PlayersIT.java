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

    /** Specs of pages that run at once. They wait more than they compute. */
    private static final int PAGE_WORKERS = 2;

    @Test
    void pagesAreAccessibleAndExplainFailures() throws Exception {
        try (var suite = PlaywrightSuite.startBesideFakeGateway("pages", PAGE_WORKERS)) {
            suite.awaitSuccess();
        }
    }

    @Test
    void playersAndPublishersHandleFailuresOfServers() throws Exception {
        try (var suite = PlaywrightSuite.startBesideFakeGateway("media", 1)) {
            suite.awaitSuccess();
        }
    }
}
