package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.Origin.Options;
import io.multiconnection.origin.StreamInfo;
import io.multiconnection.target.BackoffPolicy;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of streams in sessions that create more than a byte can count. */
class StreamNumbersTest {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 1};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] FRAME = {0x27, 1, 0, 0, 0, 1};

    private final Origin origin = Origin.start(Options.DEFAULT);
    private final TestSession session =
            new TestSession(
                    BackoffPolicy.DEFAULT,
                    SessionLimits.DEFAULT.withWork(new WorkLimits(1_000_000, 1)));
    private int id;

    @AfterEach
    void close() {
        session.close();
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverHasTwoOpenStreamsWithOneNumber(long seed) {
        Random random = new Random(seed);
        StreamNumbers numbers = new StreamNumbers();
        Set<Integer> open = new LinkedHashSet<>();
        for (int i = 0; i < 20_000; i++) {
            if (open.isEmpty() || (open.size() < StreamNumbers.MAX && random.nextBoolean())) {
                int number = numbers.take();
                assertThat(number).isBetween(1, 255);
                assertThat(open.add(number)).as("number %d is free", number).isTrue();
            } else {
                int number = open.iterator().next();
                open.remove(number);
                numbers.giveBack(number);
            }
        }
    }

    @Test
    void usesTheNumberAgainThatWasGivenBackFirst() {
        StreamNumbers numbers = new StreamNumbers();
        for (int number = 1; number <= 255; number++) {
            assertThat(numbers.wasTaken(number)).isFalse();
            assertThat(numbers.take()).isEqualTo(number);
        }
        numbers.giveBack(7);
        numbers.giveBack(3);
        assertThat(numbers.take()).isEqualTo(7);
        assertThat(numbers.wasTaken(0)).isFalse();
        assertThat(numbers.wasTaken(256)).isFalse();
    }

    @Test
    void createsStreamsForAsLongAsTheSessionLives() {
        connect();
        int first = create();
        for (int i = 0; i < 600; i++) {
            int number = create();
            assertThat(number).isBetween(2, 255);
            closeStream(number);
        }
        publish(first, "first");
        session.media(9, first, 0, KEYFRAME);
        await("first", it -> it.keyframes() == 1);
    }

    @Test
    void dropsFramesOfTheStreamThatHadTheNumber() {
        connect();
        int old = create();
        publish(old, "old");
        session.media(9, old, 0, CONFIGURATION).media(9, old, 0, KEYFRAME);
        await("old", it -> it.keyframes() == 1);
        closeStream(old);
        useUpNumbers();
        session.media(9, old, 40, FRAME);
        assertThat(create()).isEqualTo(old);
        session.media(9, old, 80, CONFIGURATION).media(9, old, 80, KEYFRAME);
        assertThat(session.await("error").path("code").textValue()).isEqualTo("not-publishing");
        publish(old, "new");
        session.media(9, old, 0, KEYFRAME).media(9, old, 40, FRAME);
        StreamInfo stream = await("new", it -> it.videoFrames() == 2);
        assertThat(stream.videoConfigured()).as("configuration of the old one").isFalse();
        assertThat(stream.keyframes()).isEqualTo(1);
        JsonNode ack = session.await("ack");
        while (ack.path("stream").intValue() != old || ack.path("timestamp").intValue() != 40) {
            ack = session.await("ack");
        }
        assertThat(ack.path("bytes").intValue()).as("of the new stream").isEqualTo(2 * (8 + 6));
    }

    @Test
    void forgetsTheNamesThatTheStreamHadWhichHadTheNumber() {
        connect();
        int old = create();
        ask(
                "'type':'addServer','server':'%s','names':{'%d':'old'}"
                        .formatted(origin.url("live/b"), old));
        session.server(1, "Live");
        closeStream(old);
        useUpNumbers();
        assertThat(create()).isEqualTo(old);
        publish(old, "new");
        origin.when(state -> state.stream("live/b", "new").publishing())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void getsBackTheNumbersOfStreamsThatDisconnectEnds() {
        for (int i = 0; i < 300; i++) {
            connect();
            int number = create();
            assertThat(number).isEqualTo(i % 255 + 1);
            ask("'type':'disconnect'");
        }
    }

    @Test
    void countsOnlyOpenStreams() {
        connect();
        for (int i = 0; i < SessionLimits.DEFAULT.counts().streams(); i++) {
            create();
        }
        JsonNode refused = ask("'type':'createStream'");
        assertThat(refused.path("code").textValue()).isEqualTo("too-many");
        assertThat(refused.path("message").textValue()).isEqualTo("8 streams are open already");
        closeStream(3);
        create();
    }

    private void useUpNumbers() {
        int number = 0;
        while (number < StreamNumbers.MAX) {
            number = create();
            closeStream(number);
        }
    }

    private void connect() {
        ask("'type':'connect','servers':['%s']".formatted(origin.url("live")));
    }

    private int create() {
        JsonNode answer = ask("'type':'createStream'");
        assertThat(answer.path("type").textValue()).isEqualTo("result");
        return answer.path("stream").intValue();
    }

    private void publish(int stream, String name) {
        JsonNode answer = ask("'type':'publish','stream':%d,'name':'%s'".formatted(stream, name));
        assertThat(answer.path("type").textValue()).isEqualTo("result");
    }

    private void closeStream(int stream) {
        ask("'type':'closeStream','stream':" + stream);
    }

    private JsonNode ask(String request) {
        id++;
        return session.send("{'id':%d,%s}".formatted(id, request)).answer(id);
    }

    private StreamInfo await(String name, Predicate<StreamInfo> condition) {
        return origin
                .when(state -> condition.test(state.stream("live", name)))
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .stream("live", name);
    }
}
