package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Clients that publish and call in turn at a steady rate. Any error fails the test. */
final class HonestClients implements AutoCloseable {

    private static final int COUNT = 12;
    private static final long INTERVAL_MILLIS = 5;
    private static final byte[] KEYFRAME = {0x17, 1, 0, 0, 0, 9, 9, 9};

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<TestClient> clients = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();
    private int rounds;

    /** Opens sessions that each publish a stream to the origin. */
    HonestClients(URI gateway, Origin origin) {
        for (int i = 0; i < COUNT; i++) {
            TestClient page = TestClient.open(gateway);
            clients.add(page);
            page.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
            page.send("{'id':2,'type':'createStream'}");
            page.send("{'id':3,'type':'publish','stream':1,'name':'honest%d'}".formatted(i));
            assertThat(page.answer(3).path("type").textValue()).isEqualTo("result");
        }
    }

    int count() {
        return COUNT;
    }

    /** Calls for a duration, and returns the response times. */
    Percentiles run(Duration duration) throws InterruptedException {
        nanos.clear();
        ScheduledFuture<?> running =
                thread.scheduleAtFixedRate(this::round, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        try {
            running.get(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // no failure so far: a failed round ends the future
        } catch (ExecutionException e) {
            throw new AssertionError("an honest client was harmed", e.getCause());
        }
        running.cancel(false);
        try {
            return thread.submit(this::percentiles).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private Percentiles percentiles() {
        return Percentiles.of(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    private void round() {
        int number = rounds++;
        TestClient page = clients.get(number % COUNT);
        long id = 10L + number;
        page.send(9, 1, number, KEYFRAME);
        long began = System.nanoTime();
        page.send("{'id':%d,'type':'call','method':'echo','args':[%d]}".formatted(id, number));
        JsonNode answer = page.await(message -> isEvent(message) || isAnswer(message, id));
        nanos.add(System.nanoTime() - began);
        assertThat(answer.path("answers").path(0).path("value").intValue())
                .as("answer %s", answer)
                .isEqualTo(number);
    }

    private static boolean isAnswer(JsonNode message, long id) {
        return message.path("id").longValue() == id;
    }

    /** Asserts that only acks and keyframe requests arrive as events. */
    private static boolean isEvent(JsonNode message) {
        return switch (message.path("type").textValue()) {
            case "server", "error" -> true;
            case "status" -> message.path("info").path("level").textValue().equals("error");
            default -> false;
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
        clients.forEach(TestClient::close);
    }
}
