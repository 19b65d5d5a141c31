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

/** Memory of requests that wait for their answer, with a small budget. */
class RequestMemoryTest {

    private static final long PER_SESSION = 8 << 20;

    /** 12 KB as JSON, 400 KB in memory. */
    private static final String EMPTY_OBJECTS =
            "[" + String.join(",", Collections.nCopies(4000, "{}")) + "]";

    private final CompletableFuture<AmfValue> answered = new CompletableFuture<>();
    private final Origin origin =
            Origin.start(OriginOptions.DEFAULT.answering("wait", _ -> answered));
    private final TestSession page =
            new TestSession(
                    new MemoryLimits(16 << 20, PER_SESSION, PER_SESSION), SessionLimits.DEFAULT);

    @AfterEach
    void close() {
        page.close();
        assertThat(page.memory().used()).isZero();
        origin.close();
    }

    @Test
    void refusesRequestsForWhichThereIsNoMemoryUntilOthersAreAnswered() {
        connect();
        int refused = 0;
        for (int id = 10; id < 40; id++) {
            call(id);
            assertThat(page.memory().used()).isLessThanOrEqualTo(PER_SESSION);
        }
        page.send("{'id':50,'type':'createStream'}");
        for (JsonNode next = page.next(); next.path("id").asInt() != 50; next = page.next()) {
            if (next.path("type").asText().equals("error")) {
                refused++;
                assertThat(next.path("code").textValue()).isEqualTo("too-many");
                assertThat(next.path("message").textValue())
                        .matches(
                                "the request takes \\d+ bytes of memory, which is more than the"
                                        + " session may have");
            }
        }
        assertThat(refused).isBetween(10, 25);
        answered.complete(AmfNull.NULL);
        for (int id = 10; id < 40 - refused; id++) {
            assertThat(page.await("result").path("id").asInt()).isBetween(10, 39);
        }
        call(60);
        assertThat(page.answer(60).path("type").textValue()).isEqualTo("result");
        // The answer is told before its memory is given back.
        page.browser().loop().submit(() -> {}).syncUninterruptibly();
        assertThat(page.memory().used(MemoryKind.CALLS)).isZero();
    }

    @Test
    void countsWhatConnectSaysOnceWhileItMayBeNeeded() {
        connect();
        long before = page.memory().used(MemoryKind.BASE);
        for (int i = 0; i < 5; i++) {
            page.send("{'id':2,'type':'disconnect'}");
            page.answer(2);
            page.send(
                    "{'id':3,'type':'connect','recover':false,'timeout':20000,'servers':['%s'],'args':[%s]}"
                            .formatted(origin.url("live"), EMPTY_OBJECTS));
            assertThat(page.answer(3).path("type").textValue()).isEqualTo("result");
            assertThat(page.memory().used(MemoryKind.BASE) - before).isBetween(400_000L, 700_000L);
        }
    }

    private void connect() {
        page.send(
                "{'id':1,'type':'connect','recover':false,'timeout':20000,'servers':['%s']}"
                        .formatted(origin.url("live")));
        assertThat(page.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private void call(int id) {
        page.send(
                "{'id':%d,'type':'call','method':'wait','args':[%s],'timeout':30000}"
                        .formatted(id, EMPTY_OBJECTS));
    }
}
