package io.multiconnection.media;

import static io.multiconnection.media.DropPolicy.Decision.DROP;
import static io.multiconnection.media.DropPolicy.Decision.IGNORE;
import static io.multiconnection.media.DropPolicy.Decision.SEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DropPolicyTest {

    private final DropPolicy policy = new DropPolicy();

    /** Tests the room of a queue that is in use up to this share with the frame in it. */
    private static DoublePredicate used(double used) {
        return share -> used <= share;
    }

    @ParameterizedTest
    @CsvSource({"0, SEND", "0.75, SEND", "0.76, DROP", "1, DROP"})
    void reservesTheLastQuarterFromVideo(double used, DropPolicy.Decision decision) {
        assertThat(policy.video(used(used))).isEqualTo(decision);
        assertThat(policy.isLagging()).isEqualTo(decision == DROP);
        assertThat(new DropPolicy().keyframe(used(used))).isEqualTo(decision);
    }

    @Test
    void resumesAtKeyframeThatFindsQueueHalfEmpty() {
        assertThat(policy.video(used(1))).isEqualTo(DROP);
        assertThat(policy.video(used(0))).isEqualTo(DROP);
        assertThat(policy.keyframe(used(0.51))).isEqualTo(DROP);
        assertThat(policy.keyframe(used(0.5))).isEqualTo(SEND);
        assertThat(policy.isLagging()).isFalse();
        assertThat(policy.video(used(0.75))).isEqualTo(SEND);
    }

    @Test
    void ignoresVideoUntilKeyframeAfterRestart() {
        policy.restart();
        assertThat(policy.video(used(0))).isEqualTo(IGNORE);
        assertThat(policy.isLagging()).isFalse();
        assertThat(policy.keyframe(used(0.75))).isEqualTo(SEND);
        assertThat(policy.video(used(0))).isEqualTo(SEND);
    }

    @Test
    void lagsWhenKeyframeAfterRestartHasNoRoom() {
        policy.restart();
        assertThat(policy.keyframe(used(0.76))).isEqualTo(DROP);
        assertThat(policy.isLagging()).isTrue();
        assertThat(policy.video(used(0))).isEqualTo(DROP);
    }

    @Test
    void restartDoesNotEndLag() {
        assertThat(policy.video(used(1))).isEqualTo(DROP);
        policy.restart();
        assertThat(policy.isLagging()).isTrue();
        assertThat(policy.keyframe(used(0.6))).isEqualTo(DROP);
    }

    /** Sends random frames, and checks that no frame is sent that cannot be decoded. */
    @Test
    void neverSendsVideoAfterGapBeforeKeyframe() {
        Random random = new Random(20_261_129);
        boolean decodable = true;
        for (int i = 0; i < 100_000; i++) {
            DoublePredicate room = used(random.nextDouble());
            if (random.nextInt(50) == 0) {
                policy.restart();
                decodable = false;
            } else if (random.nextInt(10) == 0) {
                decodable = policy.keyframe(room) == SEND;
            } else {
                DropPolicy.Decision decision = policy.video(room);
                assertThat(decision == SEND && !decodable).isFalse();
                decodable &= decision == SEND;
            }
        }
    }
}
