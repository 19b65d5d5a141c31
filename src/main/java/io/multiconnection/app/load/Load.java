package io.multiconnection.app.load;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/**
 * Load of the gateway at one time.
 *
 * @param ratios used share of each resource, 0 or more
 * @param loopDelaySeconds delay of tasks on the slowest event loop
 */
record Load(Map<LoadResource, Double> ratios, double loopDelaySeconds) {

    /** Load of a gateway that has not measured yet. */
    static final Load NONE = new Load(Map.of(), 0);

    Load {
        ratios = Map.copyOf(ratios);
    }

    double ratio(LoadResource resource) {
        return ratios.getOrDefault(resource, 0.0);
    }

    /** Returns the ratio of the scarcest resource. */
    double ratio() {
        return ratio(scarcest());
    }

    /** Returns the resource with the highest ratio. */
    LoadResource scarcest() {
        return Objects.requireNonNull(
                ratios.entrySet().stream()
                        .max(Comparator.comparingDouble(Map.Entry::getValue))
                        .map(Map.Entry::getKey)
                        .orElse(LoadResource.CPU));
    }
}
