package io.multiconnection.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Routes of clients to the pods, and components that overlays may add, fit the base. */
class ComponentManifestsTest {

    private final Service service = Manifests.read("base/service.yaml", Service.class);

    @Test
    void routeAndIngressLeadToService() {
        HTTPBackendRef route = route().getBackendRefs().getFirst();
        assertThat(route.getName()).isEqualTo(service.getMetadata().getName());
        assertThat(route.getPort()).isEqualTo(service.getSpec().getPorts().getFirst().getPort());

        IngressServiceBackend backend =
                Manifests.read("components/ingress-nginx/ingress.yaml", Ingress.class)
                        .getSpec()
                        .getRules()
                        .getFirst()
                        .getHttp()
                        .getPaths()
                        .getFirst()
                        .getBackend()
                        .getService();
        assertThat(backend.getName()).isEqualTo(service.getMetadata().getName());
        assertThat(backend.getPort().getName())
                .isEqualTo(service.getSpec().getPorts().getFirst().getName());
    }

    @Test
    void routeKeepsLongResponsesWithoutAffinity() {
        assertThat(route().getTimeouts().getRequest()).isEqualTo("0s");
        assertThat(route().getSessionPersistence()).isNull();
    }

    private static HTTPRouteRule route() {
        return Manifests.read("overlays/prod/httproute.yaml", HTTPRoute.class)
                .getSpec()
                .getRules()
                .getFirst();
    }

    @Test
    void redisComponentReachesItsPods() {
        StatefulSet redis = Manifests.read("components/redis/statefulset.yaml", StatefulSet.class);
        Service redisService = Manifests.read("components/redis/service.yaml", Service.class);
        Map<String, String> redisLabels = redis.getSpec().getTemplate().getMetadata().getLabels();
        int port = redisService.getSpec().getPorts().getFirst().getPort();

        assertThat(redisLabels)
                .containsAllEntriesOf(redis.getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(redisService.getSpec().getSelector());
        assertThat(Manifests.text("components/redis/settings.env"))
                .contains(
                        "MULTICONNECTION_RESERVATIONS_STORE=redis",
                        "QUARKUS_REDIS_HOSTS=redis://%s:%d"
                                .formatted(redisService.getMetadata().getName(), port));
        NetworkPolicyEgressRule egress =
                Manifests.read("components/redis/networkpolicy-gateway.yaml", NetworkPolicy.class)
                        .getSpec()
                        .getEgress()
                        .getFirst();
        assertThat(redisLabels)
                .containsAllEntriesOf(egress.getTo().getFirst().getPodSelector().getMatchLabels());
        assertThat(egress.getPorts().getFirst().getPort().getIntVal()).isEqualTo(port);
    }

    @Test
    void ingressKeepsQuietWebSockets() {
        Map<String, String> annotations =
                Manifests.read("components/ingress-nginx/ingress.yaml", Ingress.class)
                        .getMetadata()
                        .getAnnotations();

        assertThat(annotations)
                .containsEntry("nginx.ingress.kubernetes.io/proxy-read-timeout", "3600")
                .containsEntry("nginx.ingress.kubernetes.io/proxy-send-timeout", "3600")
                .containsEntry("nginx.ingress.kubernetes.io/affinity", "cookie");
    }
}
