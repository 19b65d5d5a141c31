package io.multiconnection.gateway;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.multiconnection.FuzzInput;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Input: a {@link SessionScript}. Afterwards, all memory and buffers are released and no timer is
 * left; every request has one response, and no error is internal.
 */
class SessionFuzzTest {

    /** Connects to two honest servers, publishes, plays, calls and shares; then random steps. */
    static Stream<byte[]> scripts() {
        byte[] usual = {
            0, 0, 1, 0, 0, 1, 0, 0, 0, // connect
            8, 4, //
            0, 1, 0, 1, // two streams
            0, 2, 0, 0, // publish the first
            7, 4, 23, 0, 1, 2, 1, 1, 40, // a keyframe of it
            0, 3, 1, 1, 1, // play the second
            0, 9, 2, 0, 0, 0, // call
            0, 11, 0, 0, 0, 0, // use a shared object
            0, 12, 0, 1, 2, // write a slot
            12, 0, 1, 5, 2, 0, 1, // a server writes
            14, 2, 0, // the WebSocket is lost, and the session resumed
            8, 12,
        };
        return Stream.concat(
                Stream.of(usual, FuzzInput.of(usual, 0, 0, 3, 0, 0, 1, 1, 2, 2, 1, 5, 0, 0)),
                IntStream.range(0, 20).mapToObj(seed -> random(usual, seed)));
    }

    private static byte[] random(byte[] usual, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] steps = new byte[usual.length + 400];
        random.nextBytes(steps);
        System.arraycopy(usual, 0, steps, 0, usual.length);
        return steps;
    }

    @MethodSource("scripts")
    @FuzzTest
    void leavesNothingBehindAfterAnyInput(byte[] data) {
        new SessionScript(data).play();
    }
}
