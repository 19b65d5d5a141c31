package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory of requests that wait for their response, with a small budget. */
class RequestMemoryTest {

    private static final long PER_SESSION = 8 << 20;

    /** 12 KB as JSON, 400 KB in memory. */
    private static final String EMPTY_OBJECTS =
            "[" + String.join(",", Collections.nCopies(4000, "{}")) + "]";

    private final CompletableFuture<AmfValue> answered = new CompletableFuture<>();
    private final Origin origin =
            Origin.start(OriginOptions.DEFAULT.answering("wait", _ -> answered));
    private final TestSession client =
            new TestSession(
                    new MemoryLimits(16 << 20, PER_SESSION, PER_SESSION), TestSession.LIMITS);

    @AfterEach
    void close() {
        client.close();
        assertThat(client.memory().used()).isZero();
        origin.close();
    }

    @Test
    void rejectsRequestsBeyondMemoryUntilResponses() {
        connect();
        int refused = 0;
        for (int id = 10; id < 40; id++) {
            call(id);
            assertThat(client.memory().used()).isLessThanOrEqualTo(PER_SESSION);
        }
        client.send("{'id':50,'type':'createStream'}");
        for (JsonNode next = client.next(); next.path("id").asInt() != 50; next = client.next()) {
            if (next.path("type").asText().equals("error")) {
                refused++;
                assertThat(next.path("code").textValue()).isEqualTo("too-many");
                assertThat(next.path("message").textValue())
                        .matches(
                                "the request takes \\d+ bytes of memory, which exceeds the memory"
                                        + " of the session");
            }
        }
        assertThat(refused).isBetween(10, 25);
        answered.complete(AmfNull.NULL);
        for (int id = 10; id < 40 - refused; id++) {
            assertThat(client.await("result").path("id").asInt()).isBetween(10, 39);
        }
        call(60);
        assertThat(client.answer(60).path("type").textValue()).isEqualTo("result");
        // The response is sent before its memory is released.
        client.socket().loop().submit(() -> {}).syncUninterruptibly();
        assertThat(client.memory().used(MemoryKind.CALLS)).isZero();
    }

    @Test
    void chargesConnectOnceWhileItMayBeNeeded() {
        connect();
        long before = client.memory().used(MemoryKind.BASE);
        for (int i = 0; i < 5; i++) {
            client.send("{'id':2,'type':'disconnect'}");
            client.answer(2);
            client.send(
                    "{'id':3,'type':'connect','recover':false,'timeout':20000,'servers':['%s'],'args':[%s]}"
                            .formatted(origin.url("live"), EMPTY_OBJECTS));
            assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
            assertThat(client.memory().used(MemoryKind.BASE) - before)
                    .isBetween(400_000L, 700_000L);
        }
    }

    private void connect() {
        client.send(
                "{'id':1,'type':'connect','recover':false,'timeout':20000,'servers':['%s']}"
                        .formatted(origin.url("live")));
        assertThat(client.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private void call(int id) {
        client.send(
                "{'id':%d,'type':'call','method':'wait','args':[%s],'timeout':30000}"
                        .formatted(id, EMPTY_OBJECTS));
    }
}
