package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Apps that install the SDK from its tarball, built for production by Vite, webpack and esbuild.
 * Each publishes to nginx-rtmp from a page of another origin with a strict Content Security Policy.
 */
@QuarkusIntegrationTest
@TestProfile(BundlersIT.ForeignPagesProfile.class)
@NeedsPeer({NGINX, CHROMIUM, NPM})
class BundlersIT {

    /** Packaged gateway that pages of any origin may use. */
    public static final class ForeignPagesProfile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides =
                    new HashMap<>(new PackagedGatewayProfile().getConfigOverrides());
            overrides.put("multiconnection.origins", "*");
            return overrides;
        }
    }

    @TestHTTPResource("/")
    URI uri;

    @Test
    void productionBuildsPublishSoundAndVideo() throws Exception {
        try (NginxRtmp nginx = NginxRtmp.start()) {
            Map<String, String> environment =
                    Map.of("BUNDLERS", "true", "RTMP_DESTINATIONS", nginx.url("rec"));
            try (PlaywrightSuite suite =
                    PlaywrightSuite.start("bundlers", uri, environment, "bundlers.spec.ts")) {
                suite.awaitSuccess();
            }
            for (String bundler : List.of("vite", "webpack", "esbuild")) {
                assertDecodes(nginx, bundler + "-default");
                assertDecodes(nginx, bundler + "-hosted");
            }
        }
    }

    private static void assertDecodes(NginxRtmp nginx, String stream) {
        await().until(() -> nginx.stat().stream("rec", stream).isEmpty());
        MediaFile file = MediaFile.probe(nginx.recording(stream));
        assertThat(file.errors()).as(stream).isEmpty();
        assertThat(file.isClean()).as(stream).isTrue();
        assertThat(file.video().codec()).as(stream).isEqualTo("h264");
        assertThat(file.video().packets()).as(stream).hasSizeGreaterThan(20);
        assertThat(file.audio().codec()).as(stream).isEqualTo("aac");
        assertThat(file.audio().packets()).as(stream).hasSizeGreaterThan(20);
    }
}
