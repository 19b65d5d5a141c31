package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Client of one origin that loses its WebSocket, and resumes over another event loop. */
abstract class ResumeFixture {

    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration PING = Duration.ofSeconds(1);

    final CompletableFuture<AmfValue> late = new CompletableFuture<>();
    final Origin origin = Origin.start(OriginOptions.DEFAULT.answering("late", _ -> late));
    TestSession client = new TestSession(ResumeLimits.DEFAULT);

    @AfterEach
    void close() {
        client.close();
        origin.close();
    }

    /** Replaces the session by one with other limits. */
    void begin(ResumeLimits limits) {
        client.close();
        client = new TestSession(limits);
    }

    /** Connects; returns the token of the session. */
    String begin() {
        String token = client.await("hello").path("resume").path("token").textValue();
        assertThat(token).hasSizeGreaterThanOrEqualTo(22);
        connect(client);
        return token;
    }

    void connect(TestSession session) {
        session.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s']}"
                        .formatted(origin.url("live")));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    void publish() {
        client.send("{'id':50,'type':'createStream'}");
        client.send("{'id':51,'type':'publish','stream':1,'name':'show'}");
        assertThat(client.answer(51).path("type").textValue()).isEqualTo("result");
    }

    void assertResumeFails(String token, int received) {
        assertThat(client.resume(token, received).path("code").textValue())
                .isEqualTo("resume-failed");
    }

    void awaitNoConnections() {
        origin.when(state -> state.connections() == 0)
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
