package io.multiconnection;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Limit of every wait for an event in a test: what has not happened by then hangs. It promises no
 * speed, as the machine may be busy; a test of how long something takes has a clock of its own.
 */
public final class HangLimit {

    public static final int SECONDS = 120;
    public static final Duration DURATION = Duration.ofSeconds(SECONDS);

    private HangLimit() {}

    /** Returns Awaitility's {@code await} with this limit. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(DURATION);
    }

    /** Returns Awaitility's {@code await} with this limit and a name for what is awaited. */
    public static ConditionFactory await(String what) {
        return await().alias(what);
    }
}
