package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory that shared objects of sessions hold, with a small budget. */
class SharedObjectMemoryTest {

    private static final long PER_SESSION = 8 << 20;
    private static final MemoryLimits LIMITS = new MemoryLimits(16 << 20, PER_SESSION, PER_SESSION);

    /** 16 KB for a server, 12 KB as JSON, 400 KB in memory. */
    private static final String EMPTY_OBJECTS =
            "[" + String.join(",", Collections.nCopies(4000, "{}")) + "]";

    private final Origin a = Origin.start(OriginOptions.DEFAULT);
    private final Origin b = Origin.start(OriginOptions.DEFAULT);
    private final List<TestSession> sessions = new ArrayList<>();

    @AfterEach
    void close() {
        sessions.forEach(TestSession::close);
        sessions.forEach(session -> assertThat(session.memory().used()).isZero());
        a.close();
        b.close();
    }

    /** Each object is within its limits; in all they may be 32 × 16 MiB for each copy. */
    @Test
    void bounds32SharedObjectsFullOfEmptyObjects() {
        TestSession page = page(a, b);
        for (int object = 0; object < 32; object++) {
            use(page, object);
        }
        int accepted = 0;
        int refused = 0;
        for (int object = 0; object < 32; object++) {
            for (int slot = 0; slot < 2; slot++) {
                JsonNode answer = set(page, object, slot);
                assertThat(page.memory().used()).isLessThanOrEqualTo(PER_SESSION);
                if (answer.path("type").textValue().equals("result")) {
                    accepted++;
                } else {
                    refused++;
                    assertThat(answer.path("code").textValue()).isEqualTo("too-many");
                    assertThat(answer.path("message").textValue())
                            .startsWith("the session's shared objects would take ");
                }
            }
        }
        assertThat(accepted).isBetween(2, 10);
        assertThat(refused).isEqualTo(64 - accepted);
        for (int object = 0; object < 32; object++) {
            page.send("{'id':3,'type':'releaseSharedObject','name':'object%d'}".formatted(object));
            assertThat(page.answer(3).path("type").textValue()).isEqualTo("result");
        }
        assertThat(page.memory().used(MemoryKind.SHARED_OBJECTS)).isZero();
    }

    @Test
    void leavesServersWhoseCopiesAreMoreThanTheSessionMayHold() {
        TestSession author = page(new MemoryLimits(64 << 20, 32 << 20, 32 << 20), a);
        for (int object = 0; object < 2; object++) {
            use(author, object);
            for (int slot = 0; slot < 2; slot++) {
                JsonNode answer = set(author, object, slot);
                assertThat(answer.path("type").textValue()).isEqualTo("result");
            }
        }
        TestSession page = page(new MemoryLimits(8 << 20, 1 << 20, 1 << 20), a, b);
        for (int object = 0; object < 2; object++) {
            page.send(
                    "{'id':2,'type':'useSharedObject','name':'object%d','timeout':20000}"
                            .formatted(object));
        }
        JsonNode status = page.status("SharedObject.TooLarge");
        assertThat(status.path("server").intValue()).isZero();
        assertThat(status.path("info").path("description").textValue())
                .startsWith("left on this server: the session's shared objects would take ");
        use(page, 5); // the session lives on
        assertThat(page.memory().used()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void givesBackAllOnDisconnect() {
        TestSession page = page(a, b);
        use(page, 0);
        assertThat(set(page, 0, 0).path("type").textValue()).isEqualTo("result");
        await(() -> page.memory().used(MemoryKind.SHARED_OBJECTS) > 3 * 400_000);
        page.send("{'id':4,'type':'disconnect'}");
        page.answer(4);
        assertThat(page.memory().used(MemoryKind.SHARED_OBJECTS)).isZero();
    }

    private TestSession page(Origin... origins) {
        return page(LIMITS, origins);
    }

    private TestSession page(MemoryLimits limits, Origin... origins) {
        TestSession session = new TestSession(limits, SessionLimits.DEFAULT);
        sessions.add(session);
        List<String> urls =
                List.of(origins).stream().map(origin -> "'" + origin.url("live") + "'").toList();
        session.send(
                "{'id':1,'type':'connect','recover':false,'timeout':20000,'servers':%s}"
                        .formatted(urls));
        JsonNode answer = session.answer(1);
        assertThat(answer.path("type").textValue()).as("%s", answer).isEqualTo("result");
        return session;
    }

    private static void use(TestSession page, int object) {
        page.send(
                "{'id':2,'type':'useSharedObject','name':'object%d','timeout':20000}"
                        .formatted(object));
        JsonNode answer = page.answer(2);
        assertThat(answer.path("type").textValue()).as("%s", answer).isEqualTo("result");
    }

    private static JsonNode set(TestSession page, int object, int slot) {
        page.send(
                "{'id':3,'type':'setSlots','name':'object%d','changes':[{'path':['slot%d'],'value':%s}]}"
                        .formatted(object, slot, EMPTY_OBJECTS));
        return page.answer(3);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
