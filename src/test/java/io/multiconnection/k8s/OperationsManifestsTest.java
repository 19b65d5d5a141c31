package io.multiconnection.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Components for operations fit the base: autoscaling by load, priority, smoke test. */
class OperationsManifestsTest {

    private final Deployment deployment = Manifests.read("base/deployment.yaml", Deployment.class);
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final HorizontalPodAutoscaler byCpu =
            Manifests.read("base/horizontalpodautoscaler.yaml", HorizontalPodAutoscaler.class);
    private final HorizontalPodAutoscaler byLoad =
            Manifests.read(
                    "components/load-autoscaling/horizontalpodautoscaler.yaml",
                    HorizontalPodAutoscaler.class);
    private final Job smoke = Manifests.read("components/smoke/job.yaml", Job.class);

    /** The list of metrics replaces that of the base, which has to be repeated. */
    @Test
    void scalesByCpuLoadAndSessions() throws IOException {
        assertThat(byLoad.getMetadata().getName()).isEqualTo(byCpu.getMetadata().getName());
        List<MetricSpec> metrics = byLoad.getSpec().getMetrics();
        assertThat(metrics).containsAll(byCpu.getSpec().getMetrics());
        List<String> names =
                metrics.stream()
                        .filter(it -> it.getPods() != null)
                        .map(it -> it.getPods().getMetric().getName())
                        .toList();
        assertThat(names).containsExactly("multiconnection_load_ratio", "multiconnection_sessions");
        String documented = Files.readString(Path.of("docs/metrics.md"));
        String adapter = Manifests.text("README.md");
        assertThat(names)
                .allSatisfy(
                        name -> {
                            assertThat(documented).contains("| `" + name + "` | gauge |");
                            assertThat(adapter).contains(name.replace("multiconnection_", ""));
                        });
    }

    /** Pods go one by one, and each has drained before the next one goes. */
    @Test
    void scalesDownNoFasterThanPodsDrain() {
        for (HorizontalPodAutoscaler autoscaler : List.of(byCpu, byLoad)) {
            HPAScalingRules down = autoscaler.getSpec().getBehavior().getScaleDown();
            assertThat(down.getPolicies())
                    .singleElement()
                    .satisfies(
                            policy -> {
                                assertThat(policy.getType()).isEqualTo("Pods");
                                assertThat(policy.getValue()).isEqualTo(1);
                                assertThat((long) policy.getPeriodSeconds())
                                        .isGreaterThan(pod.getTerminationGracePeriodSeconds());
                            });
        }
    }

    @Test
    void podsHavePriorityClass() {
        PriorityClass priority =
                Manifests.read("components/priority/priorityclass.yaml", PriorityClass.class);
        Deployment patch = Manifests.read("components/priority/deployment.yaml", Deployment.class);

        assertThat(patch.getMetadata().getName()).isEqualTo(deployment.getMetadata().getName());
        assertThat(patch.getSpec().getTemplate().getSpec().getPriorityClassName())
                .isEqualTo(priority.getMetadata().getName());
        assertThat(priority.getGlobalDefault()).isFalse();
        assertThat(priority.getValue()).isBetween(1, 1_000_000_000); // above is for the system
    }

    @Test
    void smokeJobUsesImageAndUserOfGatewayWithoutPrivileges() {
        PodSpec job = smoke.getSpec().getTemplate().getSpec();
        Container container = job.getContainers().getFirst();
        Container gateway = pod.getContainers().getFirst();

        assertThat(container.getImage()).isEqualTo(gateway.getImage());
        assertThat(container.getSecurityContext()).isEqualTo(gateway.getSecurityContext());
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(job.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(job.getSecurityContext().getRunAsUser())
                .isEqualTo(pod.getSecurityContext().getRunAsUser());
        assertThat(job.getSecurityContext().getSeccompProfile())
                .isEqualTo(pod.getSecurityContext().getSeccompProfile());
        assertThat(job.getAutomountServiceAccountToken()).isFalse();
        assertThat(job.getRestartPolicy()).isEqualTo("Never");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    @Test
    void smokeJobReachesServicesOfGateway() {
        Service clients = Manifests.read("base/service.yaml", Service.class);
        Service peers = Manifests.read("base/service-peers.yaml", Service.class);
        Container container = smoke.getSpec().getTemplate().getSpec().getContainers().getFirst();

        assertThat(container.getEnv())
                .anyMatch(it -> it.getName().equals("SERVICE") && it.getValue().equals(at(clients)))
                .anyMatch(
                        it -> it.getName().equals("MANAGEMENT") && it.getValue().equals(at(peers)));
        NetworkPolicy out =
                Manifests.read("components/smoke/networkpolicy.yaml", NetworkPolicy.class);
        NetworkPolicy in =
                Manifests.read("components/smoke/networkpolicy-gateway.yaml", NetworkPolicy.class);
        Map<String, String> labels = smoke.getSpec().getTemplate().getMetadata().getLabels();
        Map<String, String> gatewayLabels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        assertThat(out.getSpec().getPodSelector().getMatchLabels()).isEqualTo(labels);
        assertThat(
                        in.getSpec()
                                .getIngress()
                                .getFirst()
                                .getFrom()
                                .getFirst()
                                .getPodSelector()
                                .getMatchLabels())
                .isEqualTo(labels);
        assertThat(gatewayLabels)
                .containsAllEntriesOf(in.getSpec().getPodSelector().getMatchLabels())
                .containsAllEntriesOf(
                        out.getSpec()
                                .getEgress()
                                .getLast()
                                .getTo()
                                .getFirst()
                                .getPodSelector()
                                .getMatchLabels());
    }

    /** Otherwise clients would be sent to the Job. */
    @Test
    void servicesDoNotSelectSmokeJob() {
        Map<String, String> labels = smoke.getSpec().getTemplate().getMetadata().getLabels();
        for (String service : List.of("base/service.yaml", "base/service-peers.yaml")) {
            assertThat(
                            labels.entrySet()
                                    .containsAll(
                                            Manifests.read(service, Service.class)
                                                    .getSpec()
                                                    .getSelector()
                                                    .entrySet()))
                    .isFalse();
        }
    }

    private static String at(Service service) {
        return service.getMetadata().getName()
                + ":"
                + service.getSpec().getPorts().getFirst().getPort();
    }
}
