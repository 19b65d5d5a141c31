package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.rtmp.RtmpLimits;
import org.junit.jupiter.api.Test;

/** Content of the first message to a client. */
class HelloTest {

    @Test
    void tellsEveryLimitThatAClientCanBreakThePingIntervalAndTheVersion() {
        try (TestSession session = new TestSession()) {
            JsonNode hello = session.await("hello");
            assertThat(hello.path("version").textValue()).isEqualTo("0.1.0");
            assertThat(hello.path("pingMs").intValue()).isEqualTo(20_000);
            SessionLimits limits = SessionLimits.DEFAULT;
            JsonNode told = hello.path("limits");
            assertThat(told.path("textBytes").intValue()).isEqualTo(limits.messages().textBytes());
            assertThat(told.path("frameBytes").intValue())
                    .isEqualTo(limits.messages().frameBytes());
            assertThat(told.path("jsonDepth").intValue()).isEqualTo(limits.messages().jsonDepth());
            assertThat(told.path("servers").intValue()).isEqualTo(limits.counts().servers());
            assertThat(told.path("serverNumbers").intValue()).isEqualTo(256);
            assertThat(told.path("urlChars").intValue()).isEqualTo(4096);
            assertThat(told.path("streams").intValue()).isEqualTo(limits.counts().streams());
            assertThat(told.path("requests").intValue()).isEqualTo(limits.counts().requests());
            assertThat(told.path("calls").intValue())
                    .isEqualTo(RtmpLimits.DEFAULT.maxPendingCalls());
            assertThat(told.path("incomingCalls").intValue())
                    .isEqualTo(limits.counts().incomingCalls());
            assertThat(told.path("sharedObjects").intValue())
                    .isEqualTo(limits.counts().sharedObjects());
            assertThat(told.path("slots").intValue()).isEqualTo(limits.replica().slots());
            assertThat(told.path("objectBytes").intValue()).isEqualTo(limits.replica().bytes());
            assertThat(told.path("slotBytes").intValue()).isEqualTo(limits.replica().slotBytes());
            assertThat(told.path("messagesPerSecond").intValue())
                    .isEqualTo(limits.messages().perSecond());
            assertThat(told.path("bytesPerSecond").intValue())
                    .isEqualTo(limits.messages().bytesPerSecond());
            assertThat(told.path("weightPerSecond").intValue())
                    .isEqualTo(limits.work().weightPerSecond());
            assertThat(told.path("loopShare").doubleValue()).isEqualTo(limits.work().loopShare());
            assertThat(told.path("unreadBytes").intValue())
                    .isEqualTo(limits.buffers().unreadBytes());
            assertThat(told.path("playBytes").intValue()).isEqualTo(limits.buffers().playBytes());
            assertThat(told.path("queueBytes").intValue())
                    .isEqualTo(limits.buffers().queue().bytes());
            assertThat(told.path("queueMs").intValue())
                    .isEqualTo(limits.buffers().queue().millis());
            assertThat(told).hasSize(22);
        }
    }
}
