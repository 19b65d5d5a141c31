package io.multiconnection.app.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readiness by load. */
class LoadCheckTest {

    private Load load = Load.NONE;

    private HealthCheckResponse call(LoadCheck check) {
        return check.call().await().indefinitely();
    }

    private LoadCheck check(double limit) {
        return new LoadCheck(limit, () -> CompletableFuture.completedFuture(load));
    }

    @ParameterizedTest
    @EnumSource(LoadResource.class)
    void scarcestResourceDecides(LoadResource resource) {
        LoadCheck check = check(0.9);
        load = new Load(Map.of(resource, 0.89), 0);
        assertThat(call(check).getStatus()).isEqualTo(Status.UP);
        load = new Load(Map.of(resource, 0.9), 0);
        HealthCheckResponse over = call(check);
        assertThat(over.getStatus()).isEqualTo(Status.DOWN);
        assertThat(over.getData().orElseThrow()).containsEntry(resource.label(), "90 %");
    }

    @Test
    void isReadyAgainWellBelowLimit() {
        LoadCheck check = check(0.9);
        load = new Load(Map.of(LoadResource.CPU, 1.2), 0);
        assertThat(call(check).getStatus()).isEqualTo(Status.DOWN);
        load = new Load(Map.of(LoadResource.CPU, 0.81), 0);
        assertThat(call(check).getStatus()).isEqualTo(Status.DOWN);
        load = new Load(Map.of(LoadResource.CPU, 0.79), 0);
        assertThat(call(check).getStatus()).isEqualTo(Status.UP);
        load = new Load(Map.of(LoadResource.CPU, 0.89), 0);
        assertThat(call(check).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void zeroSwitchesItOff() {
        load = new Load(Map.of(LoadResource.MEMORY, 5.0), 0);
        assertThat(call(check(0)).getStatus()).isEqualTo(Status.UP);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.1, 1.01, Double.NaN})
    void rejectsOtherLimits(double limit) {
        assertThatThrownBy(() -> check(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "multiconnection.load.limit: %s, expected more than 0.1 up to 1, or 0",
                        limit);
    }
}
