package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.HangLimit;
import io.multiconnection.app.live.LiveRoutesTest;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.TestStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Escapes in the paths and queries of live streams (PROTOCOL.md, section 14). */
@QuarkusTest
@TestProfile(LiveRoutesTest.FewViewers.class)
@WithTestResource(KeyedOrigin.class)
class LivePathsTest {

    @TestHTTPResource("/live")
    URI uri;

    Origin origin;

    @Inject MeterRegistry metrics;

    @ParameterizedTest
    @CsvSource({"my%20show, my show", "a%2Fb, a/b", "c++, c++", "%C3%BC%25, ü%"})
    void decodesNameAsPercentEncodedUtf8(String path, String name) {
        try (HttpClient client = HttpClient.newHttpClient();
                TestStream _ = TestStream.publish(origin, name)) {
            var _ =
                    client.sendAsync(
                            HttpRequest.newBuilder(URI.create(uri + "/main/" + path + ".flv"))
                                    .build(),
                            BodyHandlers.ofInputStream());
            awaitPlayer(name);
            client.shutdownNow();
        }
        await().until(() -> metrics.get("multiconnection.play.viewers").gauge().value() == 0);
    }

    @ParameterizedTest
    @CsvSource({"pri%2Bvate, pri+vate", "a%26b, a&b"})
    void decodesServerUrlInQuery(String encoded, String app) {
        given().urlEncodingEnabled(false)
                .get("/live/show.flv?server=" + origin.url(encoded))
                .then()
                .statusCode(403)
                .body(containsString("/" + app + ": this gateway does not allow"));
    }

    private void awaitPlayer(String name) {
        origin.when(state -> state.stream("live", name).players() == 1)
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
