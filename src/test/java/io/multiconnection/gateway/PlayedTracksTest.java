package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.media.RandomStream;
import io.multiconnection.media.RandomStream.Tag;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.TestStream;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Viewers of a stream of several tracks, the first one and one that joins its relay late. */
@Timeout(60)
class PlayedTracksTest {

    private static final int FRAME_MILLIS = 40;

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);

    @AfterEach
    void close() {
        origin.close();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "4, true", "5, false", "6, false"})
    void haveLastFrameOfEachSlotBeforeFirstKeyframe(long seed, boolean shared) {
        Random random = new Random(seed);
        RandomStream stream = new RandomStream(random.nextLong());
        try (TestStream publisher = TestStream.publish(origin, "tracks");
                TestSession session =
                        new TestSession(
                                DefaultAddressResolverGroup.INSTANCE,
                                SessionLimits.DEFAULT,
                                shared)) {
            send(publisher, stream, stream.sent().getFirst());
            for (int i = random.nextInt(40); i > 0; i--) {
                send(publisher, stream, stream.next());
            }
            awaitBytes(stream);
            session.send(
                    "{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
            play(session, 1);
            stream.check(stream.sent().size(), untilKeyframe(publisher, session, stream));

            for (int i = 0; i < 30; i++) {
                send(publisher, stream, stream.next());
            }
            awaitBytes(stream);
            session.send("{'id':9,'type':'closeStream','stream':1}").answer(9);
            assertThat(session.takeMedia()).isNotNegative();
            play(session, 2);
            stream.check(stream.sent().size(), untilKeyframe(publisher, session, stream));
        }
    }

    private static void play(TestSession session, int number) {
        session.send("{'id':10,'type':'createStream'}").answer(10);
        session.send("{'id':11,'type':'play','stream':%d,'name':'tracks'}".formatted(number))
                .answer(11);
    }

    /** Bodies that the viewer gets, while the stream goes on to a keyframe. */
    private static List<String> untilKeyframe(
            TestStream publisher, TestSession session, RandomStream stream) {
        Tag tag;
        do {
            tag = stream.next();
            send(publisher, stream, tag);
        } while (!tag.isKeyframe());
        List<String> bodies = new ArrayList<>();
        do {
            bodies.add(RandomStream.body(session.nextMedia()));
        } while (!stream.isKeyframe(bodies.getLast()));
        return bodies;
    }

    private static void send(TestStream publisher, RandomStream stream, Tag tag) {
        int timestamp = stream.sent().size() * FRAME_MILLIS;
        if (tag.isVideo()) {
            publisher.video(timestamp, tag.body());
        } else {
            publisher.audio(timestamp, tag.body());
        }
    }

    /** The origin has taken all that was sent. */
    private void awaitBytes(RandomStream stream) {
        long bytes = stream.sent().stream().mapToLong(tag -> tag.body().length() / 2).sum();
        var _ =
                origin.when(state -> state.stream("live", "tracks").bytes() == bytes)
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
    }
}
