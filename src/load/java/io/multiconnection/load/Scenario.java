package io.multiconnection.load;

import java.util.List;
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
                new Scenario("1000x2", 1000, 2, SMALL, 1, OURS),
                new Scenario("audio-1500x2", 1500, 2, 0, 1, OURS));
    }
}
