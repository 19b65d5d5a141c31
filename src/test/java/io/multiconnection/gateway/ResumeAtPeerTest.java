package io.multiconnection.gateway;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.ResumeToken;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients whose session is at another gateway than the one that they reach. */
class ResumeAtPeerTest {

    private static final String SUFFIX = "abc123";

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final TestSession client =
            new TestSession(
                    new Peers() {
                        @Override
                        public String tokenSuffix() {
                            return SUFFIX;
                        }

                        @Override
                        public CompletionStage<Void> release(ResumeToken token) {
                            asked.add(token.text());
                            return released;
                        }
                    });

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void endsTokensWithIdentifierOfGateway() {
        assertThat(token()).endsWith(SUFFIX).hasSize(24 + SUFFIX.length());
    }

    @Test
    void respondsAfterPeerHasReleasedSession() {
        client.await("hello");
        client.send("{'id':1,'type':'resume','token':'elsewhere','received':0}");
        await().until(() -> "elsewhere".equals(asked.peek()));
        assertThat(client.socket().next(Duration.ZERO)).isEmpty();

        released.complete(null);
        JsonNode answer = client.answer(1);
        assertThat(answer.path("code").textValue()).isEqualTo("resume-failed");
        client.send("{'id':2,'type':'createStream'}");
        assertThat(client.answer(2).path("type").textValue()).isEqualTo("error");
    }

    @Test
    void doesNotAskPeersAboutItsOwnSession() {
        String token = token();
        client.send("{'id':1,'type':'resume','token':'%s','received':0}".formatted(token));
        assertThat(client.answer(1).path("code").textValue()).isEqualTo("resume-failed");
        assertThat(asked).isEmpty();
    }

    @Test
    void closesConnectionsBeforeSessionCountsAsReleased() {
        try (Origin origin = Origin.start(OriginOptions.DEFAULT)) {
            client.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
            assertThat(client.answer(1).path("type").textValue()).isEqualTo("result");
            client.socket().releaseSession().orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join();
            assertThat(client.socket().awaitClose()).isEqualTo(CloseCode.TAKEN_OVER);
            origin.when(state -> state.connections() == 0)
                    .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }

    private String token() {
        return client.await("hello").path("resume").path("token").textValue();
    }
}
