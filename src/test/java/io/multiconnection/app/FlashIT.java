package io.multiconnection.app;

import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
 * The code of 2004, verbatim, in a real browser against two Red5 servers. What its handlers traced
 * is looked at in {@code web/e2e/flash.spec.ts}; what became of it on the servers, here, by asking
 * their applications.
 */
@QuarkusIntegrationTest
@TestProfile(Anywhere.class)
@NeedsPeer({CHROMIUM, NPM})
class FlashIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TestHTTPResource("/")
    URI uri;

    @TestHTTPResource("/v1")
    URI endpoint;

    @Test
    void flashCodeUsesObjectAndStreamOnBothServers() throws Exception {
        try (Red5 red5 = Red5.start();
                Red5 other = Red5.start();
                Page operator = Page.open(endpoint)) {
            String[] urls = {red5.url("live"), other.url("live")};
            operator.send(
                    "{'id':1,'type':'connect','timeout':20000,'servers':['%s','%s']}"
                            .formatted((Object[]) urls));
            assertThat(operator.answer(1).path("type").textValue()).isEqualTo("result");
            Map<String, String> environment =
                    Map.of("RTMP_CALLS", String.join(",", urls), "SERVERS_ANSWER", "true");
            try (PageSuite suite = PageSuite.start("flash", uri, environment, "flash.spec.ts")) {
                awaitOnBoth(suite, operator, "soGet", "'info_so',true", "here\":true");
                awaitOnBoth(suite, operator, "soNames", "", "\"info_so\"");
                awaitOnBoth(suite, operator, "streams", "", "\"webCastName\"");
                call(operator, "soSet", "'info_so',true,'there',true");
                suite.awaitSuccess(PATIENCE);
            }
        }
    }

    /** Asks until the answers of both servers hold {@code words}. */
    private static void awaitOnBoth(
            PageSuite suite, Page operator, String method, String arguments, String words) {
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

    private static List<JsonNode> call(Page operator, String method, String arguments) {
        operator.send(
                "{'id':2,'type':'call','method':'%s','args':[%s]}".formatted(method, arguments));
        return List.copyOf(operator.answer(2).path("answers").valueStream().toList());
    }
}
