package io.multiconnection.load;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Load of streams that publish at the same time.
 *
 * @param publishers streams, each over its own connection
 * @param targets sinks of each stream
 * @param videoKilobits bit rate of the video; 0 for audio alone
 * @param pace multiple of real time
 * @param relays relays to measure in turn
 */
record Scenario(
        String name,
        int publishers,
        int targets,
        int videoKilobits,
        int pace,
        Set<RelayKind> relays) {

    private static final int SMALL = 536;
    private static final int LARGE = 2500;
    private static final int AUDIO = 64;
    private static final double KILOBITS_PER_MEGABIT = 1e3;
    private static final int FAST = 8;
    private static final int FRAMES_PER_SECOND = 68;
    private static final int WARM_UP_FRAMES = 22_000;
    private static final int WARM_UP_PACE = 40;
    private static final Set<String> QUOTED = Set.of("300x2", "1x8@8", "1x8@40");
    private static final Set<RelayKind> ALL = Set.of(RelayKind.values());
    private static final Set<RelayKind> MANY =
            Set.of(RelayKind.GATEWAY, RelayKind.NGINX, RelayKind.TEE);
    private static final Set<RelayKind> OURS = Set.of(RelayKind.GATEWAY);

    /** Scenarios that the README quotes, and how cost grows with targets and publishers. */
    static List<Scenario> all() {
        return List.of(
                new Scenario("300x2", 300, 2, SMALL, 1, MANY),
                new Scenario("150x2", 150, 2, SMALL, 1, OURS),
                new Scenario("1x8@8", 1, 8, LARGE, 8, ALL),
                new Scenario("1x8@40", 1, 8, LARGE, 40, ALL),
                new Scenario("1x1@8", 1, 1, LARGE, 8, MANY),
                new Scenario("1x2@8", 1, 2, LARGE, 8, MANY),
                new Scenario("1x32@8", 1, 32, LARGE, 8, MANY),
                new Scenario("1x64@8", 1, 64, LARGE, 8, MANY),
                new Scenario("10x2", 10, 2, SMALL, 1, MANY),
                new Scenario("100x2", 100, 2, SMALL, 1, MANY),
                new Scenario("1000x2", 1000, 2, SMALL, 1, MANY),
                new Scenario("audio-1500x2", 1500, 2, 0, 1, OURS));
    }

    /**
     * Returns the pace of the warm-up: that of the scenario, or a higher one with which a JVM has
     * compiled everything as soon as in the largest scenarios.
     */
    int warmUpPace() {
        int framesPerSecond = FRAMES_PER_SECOND * publishers * targets;
        return Math.max(pace, Math.min(WARM_UP_PACE, WARM_UP_FRAMES / framesPerSecond));
    }

    /** Whether the README quotes it. */
    boolean isQuoted() {
        return QUOTED.contains(name);
    }

    /** Whether it shows how cost grows with the targets of one publisher. */
    boolean isOfTargets() {
        return publishers == 1 && pace == FAST;
    }

    /** Whether it shows how cost grows with the publishers of two targets each. */
    boolean isOfPublishers() {
        return targets == 2 && pace == 1 && videoKilobits == SMALL;
    }

    /** Returns the load in words. */
    String title() {
        int kilobits = videoKilobits + AUDIO;
        String rate =
                kilobits < KILOBITS_PER_MEGABIT
                        ? kilobits + " kbit/s"
                        : String.format(
                                Locale.ROOT, "%.1f Mbit/s", kilobits / KILOBITS_PER_MEGABIT);
        String who = publishers == 1 ? "1 publisher" : publishers + " publishers";
        String load = "%s of %s → %d servers".formatted(who, rate, targets);
        return pace == 1 ? load : "%s, at %d × its pace".formatted(load, pace);
    }
}
