package io.multiconnection;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Timeout of every wait for an event in a test, after which the test counts as hung. The timeout
 * does not measure speed, because the machine may be busy; tests of durations use their own clock.
 */
public final class HangLimit {

    public static final int SECONDS = 120;
    public static final Duration DURATION = Duration.ofSeconds(SECONDS);

    private HangLimit() {}

    /** Returns Awaitility's {@code await} with this timeout. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(DURATION);
    }

    /** Returns Awaitility's {@code await} with this timeout and a name for the condition. */
    public static ConditionFactory await(String condition) {
        return await().alias(condition);
    }
}
