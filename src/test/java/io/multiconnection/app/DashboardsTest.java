package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.PROMETHEUS;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.docs.MonitoringFiles;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.Prometheus;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Dashboards and alert rules, evaluated by a Prometheus that scrapes the gateway. */
@QuarkusTest
@NeedsPeer(PROMETHEUS)
class DashboardsTest {

    @Inject AllMetrics all;

    @Test
    void eachPanelHasDataAndEachRuleIsEvaluated() {
        all.register();
        try (Prometheus prometheus =
                Prometheus.start(Management.uri("/q/metrics"), MonitoringFiles.rules())) {
            await().untilAsserted( // a rate needs two scrapes
                            () ->
                                    assertThat(MonitoringFiles.panelQueries())
                                            .allSatisfy(
                                                    it ->
                                                            assertThat(prometheus.query(it))
                                                                    .isNotEmpty()));
            await().untilAsserted(
                            () ->
                                    assertThat(prometheus.rules().findValuesAsText("health"))
                                            .hasSameSizeAs(
                                                    MonitoringFiles.rules()
                                                            .findValuesAsText("alert"))
                                            .containsOnly("ok"));
        }
    }
}
