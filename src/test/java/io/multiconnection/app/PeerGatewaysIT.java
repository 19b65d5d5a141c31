package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.Ports;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Client that loses its WebSocket and comes back to the other of two packaged gateways, because the
 * load balancer has no affinity. While its session is held, the server refuses the stream's name to
 * others.
 */
@NeedsPeer(NGINX)
class PeerGatewaysIT {

    @Test
    void publishesSameNameAtOnceThroughOtherGateway() {
        int firstPort = Ports.free();
        int secondPort = Ports.free();
        Map<String, String> settings =
                Map.of(
                        "multiconnection.peers.addresses",
                        "127.0.0.1:%d,127.0.0.1:%d".formatted(firstPort, secondPort),
                        "multiconnection.peers.self",
                        "127.0.0.1");
        try (NginxRtmp nginx = NginxRtmp.start();
                TerminableGateway first = TerminableGateway.start(firstPort, settings);
                TerminableGateway second = TerminableGateway.start(secondPort, settings);
                FaultProxy balancer = FaultProxy.to(first.port());
                TestClient lost = open(balancer)) {
            assertThat(publish(lost, nginx)).isEqualTo("result");
            try (ClipBroadcast broadcast = new ClipBroadcast(lost, 1)) {
                awaitMedia(lost);
                balancer.leadTo(second.port());
                balancer.cut();
                try (TestClient back = open(balancer)) {
                    JsonNode answer = back.resume(lost.token(), lost.taken());
                    assertThat(answer.path("code").textValue()).isEqualTo("resume-failed");
                    assertThat(publish(back, nginx)).isEqualTo("result");
                    broadcast.goOn(back);
                    awaitMedia(back);
                    assertThat(calls(nginx)).containsExactly("publish", "publish_done", "publish");
                }
            }
            await().until(() -> nginx.stat().streams().isEmpty());
        }
    }

    private static TestClient open(FaultProxy balancer) {
        return TestClient.open(URI.create("http://127.0.0.1:" + balancer.port() + "/v1"));
    }

    /** Returns the type of the response to publish. */
    private static String publish(TestClient client, NginxRtmp nginx) {
        client.send("{'id':1,'type':'connect','servers':['%s']}".formatted(nginx.url("live")));
        client.send("{'id':2,'type':'createStream'}");
        client.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        return client.answer(3).path("type").textValue();
    }

    private static void awaitMedia(TestClient client) {
        client.await(
                it ->
                        it.path("type").textValue().equals("ack")
                                && it.path("timestamp").intValue() > 0);
    }

    private static List<String> calls(NginxRtmp nginx) {
        return nginx.notifications().stream()
                .filter(it -> "show".equals(it.get("name")))
                .map(it -> it.get("call"))
                .toList();
    }
}
