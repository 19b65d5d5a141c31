package io.multiconnection.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.gateway.SessionLimits;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges of the limits of sessions: each error names the key, the value and the range. */
class ConfiguredLimitsTest {

    @Test
    void hasTheDefaultsOfSessions() {
        assertThat(limits(Map.of())).isEqualTo(SessionLimits.DEFAULT.withBuffers(buffers()));
    }

    /** The configured audio delay includes the pause between reads. */
    private static SessionLimits.Buffers buffers() {
        SessionLimits.Buffers all = SessionLimits.DEFAULT.buffers();
        return new SessionLimits.Buffers(
                all.unreadBytes(), all.playBytes(), all.queue().withAudioDelay(20, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "text-bytes, 0",
        "text-bytes, 2147483648",
        "frame-bytes, 0",
        "frame-bytes, 4194305",
        "json-depth, 0",
        "json-depth, 1001",
        "servers, 0",
        "streams, 0",
        "streams, 256",
        "requests, -1",
        "incoming-calls, 0",
        "shared-objects, 0",
        "slots, 0",
        "object-bytes, 0",
        "object-bytes, 3G",
        "slot-bytes, 0",
        "messages-per-second, 0",
        "bytes-per-second, 0",
        "unread-bytes, 0",
        "play-bytes, 8G",
        "queue-bytes, 0",
        "queue-time, 0s",
        "server-events-per-second, 0",
    })
    void rejectsNumbersOutOfRange(String name, String value) {
        String key = "multiconnection.limits." + name;

        assertThatThrownBy(() -> limits(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(key + ": -?\\d+, expected 1 to \\d+");
    }

    @ParameterizedTest
    @CsvSource({
        "text-bytes, 2147483647",
        "frame-bytes, 4M",
        "json-depth, 1000",
        "streams, 255",
        "servers, 1",
        "queue-time, 1ms",
    })
    void acceptsTheBounds(String name, String value) {
        assertThat(limits(Map.of("multiconnection.limits." + name, value))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"weight-per-second, 0", "loop-share, 0", "loop-share, 1.1"})
    void rejectsWorkOutOfRange(String name, String value) {
        assertThatThrownBy(() -> limits(Map.of("multiconnection.limits." + name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("multiconnection.limits: " + name + " ");
    }

    private static SessionLimits limits(Map<String, String> settings) {
        GatewayConfig config =
                new SmallRyeConfigBuilder()
                        .withMapping(GatewayConfig.class)
                        .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                        .withConverter(Duration.class, 100, new DurationConverter())
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build()
                        .getConfigMapping(GatewayConfig.class);
        return ConfiguredLimits.of(config.limits(), config.publish());
    }
}
