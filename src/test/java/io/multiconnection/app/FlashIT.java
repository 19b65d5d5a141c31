package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.Red5;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * ActionScript of 2004, verbatim, in a real browser against two Red5 servers. {@code
 * web/e2e/flash.spec.ts} checks the traces of its handlers; this test queries the applications on
 * the servers.
 */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@NeedsPeer({CHROMIUM, NPM})
class FlashIT {

    private static final Duration PATIENCE = HangLimit.DURATION;

    @TestHTTPResource("/")
    URI uri;

    @TestHTTPResource("/v1")
    URI endpoint;

    @Test
    void flashCodeUsesObjectAndStreamOnBothServers() throws Exception {
        try (Red5 red5 = Red5.start();
                Red5 other = Red5.start();
                TestClient operator = TestClient.open(endpoint)) {
            String[] urls = {red5.url("live"), other.url("live")};
            operator.send(
                    "{'id':1,'type':'connect','timeout':20000,'servers':['%s','%s']}"
                            .formatted((Object[]) urls));
            assertThat(operator.answer(1).path("type").textValue()).isEqualTo("result");
            Map<String, String> environment =
                    Map.of("RTMP_CALLS", String.join(",", urls), "SERVERS_RESPOND", "true");
            try (PlaywrightSuite suite =
                    PlaywrightSuite.start("flash", uri, environment, "flash.spec.ts")) {
                awaitOnBoth(suite, operator, "soGet", "'info_so',true", "here\":true");
                awaitOnBoth(suite, operator, "soNames", "", "\"info_so\"");
                awaitOnBoth(suite, operator, "streams", "", "\"webCastName\"");
                call(operator, "soSet", "'info_so',true,'there',true");
                suite.awaitSuccess();
            }
        }
    }

    /** Queries both servers until their results contain {@code words}. */
    private static void awaitOnBoth(
            PlaywrightSuite suite,
            TestClient operator,
            String method,
            String arguments,
            String words) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            suite.assertAlive();
                            assertThat(call(operator, method, arguments))
                                    .hasSize(2)
                                    .allSatisfy(
                                            answer ->
                                                    assertThat(answer.path("value").toString())
                                                            .contains(words));
                        });
    }

    private static List<JsonNode> call(TestClient operator, String method, String arguments) {
        operator.send(
                "{'id':2,'type':'call','method':'%s','args':[%s]}".formatted(method, arguments));
        return List.copyOf(operator.answer(2).path("answers").valueStream().toList());
    }
}
