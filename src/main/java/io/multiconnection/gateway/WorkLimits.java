package io.multiconnection.gateway;

/**
 * Work that one session may cause (PROTOCOL.md, section 11).
 *
 * @param weightPerSecond weight of requests; ten seconds' worth may come at once
 * @param loopShare share of the time of its event loop, above 0 and up to 1
 */
public record WorkLimits(int weightPerSecond, double loopShare) {

    public static final WorkLimits DEFAULT = new WorkLimits(20_000, 0.2);

    public WorkLimits {
        if (weightPerSecond < 1) {
            throw new IllegalArgumentException(
                    "weight-per-second " + weightPerSecond + ", expected 1 or more");
        }
        if (!(loopShare > 0 && loopShare <= 1)) {
            throw new IllegalArgumentException(
                    "loop-share " + loopShare + ", expected more than 0 and 1 at most");
        }
    }
}
