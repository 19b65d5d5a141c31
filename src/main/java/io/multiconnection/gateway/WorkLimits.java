package io.multiconnection.gateway;

/**
 * Limits of the work that one session causes (PROTOCOL.md, section 11).
 *
 * @param weightPerSecond weight of requests; a burst of ten seconds is allowed
 * @param loopShare share of the event loop's time, above 0 and up to 1
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
