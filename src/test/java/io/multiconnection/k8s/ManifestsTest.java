package io.multiconnection.k8s;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests are well formed and consistent, and grant no more than the gateway needs. */
class ManifestsTest {

    private final Kustomization base = kustomization("base");
    private final Deployment deployment = Manifests.read("base/deployment.yaml", Deployment.class);
    private final Service service = Manifests.read("base/service.yaml", Service.class);
    private final Service peersService = Manifests.read("base/service-peers.yaml", Service.class);
    private final ServiceAccount serviceAccount =
            Manifests.read("base/serviceaccount.yaml", ServiceAccount.class);
    private final NetworkPolicy networkPolicy =
            Manifests.read("base/networkpolicy.yaml", NetworkPolicy.class);

    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Map<String, String> labels =
            deployment.getSpec().getTemplate().getMetadata().getLabels();
    private final Container gateway = pod.getContainers().getFirst();

    static Stream<Path> manifests() {
        return Manifests.files().stream().filter(not(Manifests::isKustomization));
    }

    static Stream<Path> kustomizations() {
        return Manifests.files().stream().filter(Manifests::isKustomization);
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void hasOnlyKnownFields(Path file) {
        assertThat(Manifests.parse(Manifests.text(file)).getMetadata().getName())
                .startsWith("multiconnection");
    }

    @Test
    void rejectsUnknownField() {
        String yaml = Manifests.text("base/service.yaml");

        assertThatThrownBy(() -> Manifests.parse(yaml.replace("targetPort:", "targetport:")))
                .hasMessageContaining("Unrecognized field \"targetport\"");
    }

    @Test
    void rejectsWrongType() {
        String yaml = Manifests.text("base/service.yaml");

        assertThatThrownBy(() -> Manifests.parse(yaml.replace("port: 80", "port: \"80\"")))
                .hasMessageContaining("Cannot coerce String value");
        assertThatThrownBy(() -> Manifests.parse(yaml.replace("name: http", "name: 80")))
                .hasMessageContaining("Cannot coerce Integer value");
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void refersToExistingFiles(Path kustomization) {
        assertThat(Manifests.kustomization(kustomization).references())
                .isNotEmpty()
                .allSatisfy(path -> assertThat(kustomization.resolveSibling(path)).exists());
    }

    @Test
    void refersToEveryManifest() {
        List<Path> referredTo =
                kustomizations()
                        .flatMap(
                                file ->
                                        Manifests.kustomization(file)
                                                .references()
                                                .map(path -> file.resolveSibling(path).normalize()))
                        .toList();

        assertThat(referredTo).containsAll(manifests().toList());
    }

    @Test
    void deploymentPassesSettings() {
        assertThat(base.configMapGenerator())
                .extracting(Kustomization.Generator::name)
                .containsExactly(gateway.getEnvFrom().getFirst().getConfigMapRef().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void overlaysPatchNamesOfBase(String name) {
        Kustomization overlay = kustomization("overlays/" + name);

        assertThat(overlay.images())
                .extracting(Kustomization.Image::name)
                .containsExactly(gateway.getImage());
        assertThat(overlay.configMapGenerator())
                .extracting(Kustomization.Generator::name, Kustomization.Generator::behavior)
                .containsExactly(tuple(base.configMapGenerator().getFirst().name(), "merge"));
        assertThat(overlay.namespace()).startsWith("multiconnection");
    }

    @Test
    void selectsSamePodsEverywhere() {
        assertThat(
                        Stream.of(
                                deployment.getSpec().getSelector().getMatchLabels(),
                                service.getSpec().getSelector(),
                                peersService.getSpec().getSelector(),
                                networkPolicy.getSpec().getPodSelector().getMatchLabels(),
                                Manifests.read(
                                                "base/poddisruptionbudget.yaml",
                                                PodDisruptionBudget.class)
                                        .getSpec()
                                        .getSelector()
                                        .getMatchLabels(),
                                pod.getTopologySpreadConstraints()
                                        .getFirst()
                                        .getLabelSelector()
                                        .getMatchLabels(),
                                pod.getTopologySpreadConstraints()
                                        .getLast()
                                        .getLabelSelector()
                                        .getMatchLabels()))
                .allSatisfy(
                        selector -> assertThat(labels).isNotEmpty().containsAllEntriesOf(selector));
    }

    @Test
    void autoscalerScalesDeployment() {
        CrossVersionObjectReference target =
                Manifests.read("base/horizontalpodautoscaler.yaml", HorizontalPodAutoscaler.class)
                        .getSpec()
                        .getScaleTargetRef();

        assertThat(target.getApiVersion()).isEqualTo(deployment.getApiVersion());
        assertThat(target.getKind()).isEqualTo(deployment.getKind());
        assertThat(target.getName()).isEqualTo(deployment.getMetadata().getName());
        assertThat(deployment.getSpec().getReplicas()).isNull();
    }

    @Test
    void usesSamePortEverywhere() {
        ContainerPort port = gateway.getPorts().getFirst();
        ContainerPort management = gateway.getPorts().getLast();
        ServicePort servicePort = service.getSpec().getPorts().getFirst();

        assertThat(Manifests.text("base/settings.env"))
                .contains(
                        "QUARKUS_HTTP_PORT=" + port.getContainerPort(),
                        "QUARKUS_MANAGEMENT_PORT=" + management.getContainerPort());
        assertThat(service.getSpec().getPorts()).hasSize(1);
        assertThat(servicePort.getTargetPort().getStrVal()).isEqualTo(port.getName());
        assertThat(probes())
                .allMatch(
                        probe ->
                                probe.getHttpGet()
                                        .getPort()
                                        .getStrVal()
                                        .equals(management.getName()));

        assertThat(peersService.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(peersService.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(peersService.getSpec().getPorts())
                .extracting(ServicePort::getPort, it -> it.getTargetPort().getStrVal())
                .containsExactly(tuple(management.getContainerPort(), management.getName()));
        assertThat(Manifests.text("base/settings.env"))
                .contains(
                        "MULTICONNECTION_PEERS_ADDRESSES=%s:%d"
                                .formatted(
                                        peersService.getMetadata().getName(),
                                        management.getContainerPort()));

        PodMonitorSpec monitor =
                Manifests.read("components/monitoring/podmonitor.yaml", PodMonitor.class).getSpec();
        assertThat(monitor.getPodMetricsEndpoints().getFirst().getPort())
                .isEqualTo(management.getName());
        assertThat(labels).containsAllEntriesOf(monitor.getSelector().getMatchLabels());
    }

    @Test
    void probesUsePathsOfGateway() {
        assertThat(probes())
                .extracting(probe -> probe.getHttpGet().getPath())
                .containsExactly("/q/health/started", "/q/health/live", "/q/health/ready");
    }

    @Test
    void podHasNoPrivileges() {
        assertThat(pod.getServiceAccountName()).isEqualTo(serviceAccount.getMetadata().getName());
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(serviceAccount.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                .isEqualTo("RuntimeDefault");
        assertThat(gateway.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(gateway.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(gateway.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(gateway.getResources().getLimits()).containsKey("memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void imagesRunAsUserOfPod(String image) throws IOException {
        PodSecurityContext user = pod.getSecurityContext();

        assertThat(Files.readString(Path.of("src/main/docker/Dockerfile." + image)))
                .contains("\nUSER " + user.getRunAsUser() + ":" + user.getRunAsGroup() + "\n");
    }

    /** Files keep the mode of the build otherwise, and a umask of 077 makes them unreadable. */
    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void imagesSetModeOfFiles(String image) throws IOException {
        assertThat(Files.readAllLines(Path.of("src/main/docker/Dockerfile." + image)))
                .filteredOn(line -> line.startsWith("COPY "))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("COPY --chmod=755 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void imagesCheckHealthOnManagementPort(String image) throws IOException {
        int port = gateway.getPorts().getLast().getContainerPort();

        assertThat(Files.readString(Path.of("src/main/docker/Dockerfile." + image)))
                .containsPattern("HEALTHCHECK (.*\\n)*.*127\\.0\\.0\\.1[:/]" + port)
                .contains("QUARKUS_MANAGEMENT_HOST=0.0.0.0");
    }

    /** Each port has one namespace that may reach it; a rule without peers would admit all pods. */
    @Test
    void networkPolicyAdmitsProxyToClientsAndMonitoringAndPodsToManagement() {
        assertThat(networkPolicy.getSpec().getIngress())
                .allSatisfy(
                        rule ->
                                assertThat(rule.getFrom())
                                        .isNotEmpty()
                                        .allSatisfy(
                                                peer ->
                                                        assertThat(selector(peer).getMatchLabels())
                                                                .isNotEmpty()))
                .extracting(rule -> rule.getPorts().getFirst().getPort().getStrVal())
                .containsExactly(
                        gateway.getPorts().getFirst().getName(),
                        gateway.getPorts().getLast().getName(),
                        gateway.getPorts().getLast().getName());
        assertThat(
                        networkPolicy
                                .getSpec()
                                .getIngress()
                                .getLast()
                                .getFrom()
                                .getFirst()
                                .getPodSelector()
                                .getMatchLabels())
                .isEqualTo(networkPolicy.getSpec().getPodSelector().getMatchLabels());
    }

    private static LabelSelector selector(NetworkPolicyPeer peer) {
        return Objects.requireNonNullElse(peer.getNamespaceSelector(), peer.getPodSelector());
    }

    /** Files, because other processes can read variables; readable for the group of the user. */
    @Test
    void secretsAreFiles() {
        SecretVolumeSource secret =
                pod.getVolumes().stream()
                        .filter(it -> it.getName().equals("secrets"))
                        .findFirst()
                        .orElseThrow()
                        .getSecret();
        assertThat(secret.getDefaultMode()).isEqualTo(0440);
        assertThat(pod.getSecurityContext().getFsGroup())
                .isEqualTo(pod.getSecurityContext().getRunAsGroup());
        String folder =
                gateway.getVolumeMounts().stream()
                        .filter(it -> it.getName().equals("secrets"))
                        .findFirst()
                        .orElseThrow()
                        .getMountPath();
        assertThat(gateway.getEnv())
                .anySatisfy(
                        variable -> {
                            assertThat(variable.getName()).isEqualTo("SMALLRYE_CONFIG_LOCATIONS");
                            assertThat(variable.getValue()).isEqualTo(folder + "/");
                        });
        assertThat(gateway.getEnvFrom()).noneMatch(it -> it.getSecretRef() != null);
    }

    /** Without either, the JVM sizes its threads for the processors of the node. */
    @Test
    void jvmKnowsItsProcessors() {
        assertThat(gateway.getResources().getLimits()).doesNotContainKey("cpu");
        assertThat(gateway.getEnv())
                .anySatisfy(
                        variable -> {
                            assertThat(variable.getName()).isEqualTo("JAVA_TOOL_OPTIONS");
                            assertThat(variable.getValue())
                                    .matches("-XX:ActiveProcessorCount=[1-9]\\d*");
                        });
    }

    @Test
    void networkPolicyAllowsPublicRtmpServersAndDnsOnly() {
        List<NetworkPolicyEgressRule> egress = networkPolicy.getSpec().getEgress();

        assertThat(networkPolicy.getSpec().getPolicyTypes())
                .containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(egress)
                .extracting(
                        rule ->
                                rule.getPorts().stream()
                                        .map(port -> port.getPort().getIntVal())
                                        .toList())
                .containsExactly(
                        List.of(53, 53),
                        List.of(gateway.getPorts().getLast().getContainerPort()),
                        List.of(1935, 443));
        assertThat(egress.getLast().getTo().getFirst().getIpBlock().getExcept())
                .contains(
                        "10.0.0.0/8",
                        "127.0.0.0/8",
                        "169.254.0.0/16",
                        "172.16.0.0/12",
                        "192.168.0.0/16");
    }

    private List<Probe> probes() {
        return List.of(
                gateway.getStartupProbe(), gateway.getLivenessProbe(), gateway.getReadinessProbe());
    }

    private static Kustomization kustomization(String folder) {
        return Manifests.kustomization(
                Manifests.ROOT.resolve(folder).resolve("kustomization.yaml"));
    }
}
