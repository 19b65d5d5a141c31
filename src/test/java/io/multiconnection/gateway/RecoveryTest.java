package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.StreamInfo;
import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.FaultProxy.Way;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.target.BackoffPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Automatic reconnection of lost servers. */
class RecoveryTest {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 1};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] FRAME = {0x27, 1, 0, 0, 0, 1};
    private static final int HANDSHAKE_BYTES = 1 + 1536 + 1536;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Origin steady = Origin.start(OriginOptions.DEFAULT);
    private TestSession session = new TestSession(soon(HOUR));

    @AfterEach
    void close() {
        session.close();
        steady.close();
    }

    @Test
    void republishesOnReconnectedServerWithContinuingTimestamps() {
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        connect(mortal.url("live"));
        publish();
        mortal.close();
        assertThat(session.status("NetConnection.Connect.Closed").path("server").intValue())
                .isEqualTo(1);
        JsonNode recovering = session.server(1, "Recovering");
        assertThat(recovering.path("cause").textValue()).isEqualTo("lost");
        assertThat(recovering.path("text").textValue()).startsWith(mortal.url("live") + ": ");
        assertThat(recovering.path("attempt").intValue()).isEqualTo(1);
        assertThat(recovering.path("retryInMs").longValue()).isBetween(0L, 10L);
        JsonNode connecting = session.server(1, "Connecting");
        assertThat(connecting.path("attempt").intValue()).isEqualTo(1);
        assertThat(connecting.has("retryInMs") || connecting.has("cause")).isFalse();
        JsonNode again = session.server(1, "Recovering");
        assertThat(again.path("attempt").intValue()).isEqualTo(2);
        // NIO closes a listener at its next select; until then the kernel accepts a connection.
        assertThat(again.path("cause").textValue()).isIn("unreachable", "protocol");

        try (Origin back = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", mortal.port()))) {
            JsonNode live = session.server(1, "Live");
            assertThat(live.has("attempt") || live.has("cause")).isFalse();
            assertThat(session.status("NetStream.Publish.Start").path("server").intValue())
                    .isEqualTo(1);
            try (TestSession viewer = new TestSession()) {
                watch(viewer, back);
                session.media(9, 1, 80, FRAME).media(9, 1, 120, KEYFRAME).media(9, 1, 160, FRAME);
                assertThat(viewer.nextMedia()).isEqualTo("video 170000000001 at 120");
                assertThat(viewer.nextMedia()).isEqualTo("video 170100000001 at 120");
                assertThat(viewer.nextMedia()).isEqualTo("video 270100000001 at 160");
            }
            assertThat(await(steady, it -> it.videoFrames() == 4).keyframes()).isEqualTo(2);
        }
    }

    @Test
    void reportsFailedAttemptsByStateOnly() {
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        connect(mortal.url("live"));
        mortal.close();
        session.status("NetConnection.Connect.Closed");
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(session.next().path("state").textValue()).isEqualTo("Recovering");
            assertThat(session.next().path("state").textValue()).isEqualTo("Connecting");
        }
    }

    @Test
    void rejectsServerAfterMaximumRecoveryTime() {
        replaceSession(soon(Duration.ofMillis(50)));
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        connect(mortal.url("live"));
        mortal.close();
        session.status("NetConnection.Connect.Closed");
        assertThat(session.status("NetConnection.Connect.Failed").path("server").intValue())
                .isEqualTo(1);
        assertThat(session.server(1, "Failed").path("cause").textValue()).isEqualTo("unreachable");
    }

    @Test
    void leavesServerThatRefusesAfterReconnect() {
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        connect(mortal.url("live"));
        mortal.close();
        session.server(1, "Recovering");
        OriginOptions closed =
                OriginOptions.DEFAULT.on("127.0.0.1", mortal.port()).refusingApp("live");
        try (Origin _ = Origin.start(closed)) {
            assertThat(session.server(1, "Rejected").path("cause").textValue())
                    .isEqualTo("refused-connect");
        }
    }

    @Test
    void retriesPublishUntilServerReleasesStaleStream() {
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        connect(mortal.url("live"));
        publish();
        mortal.close();
        session.server(1, "Recovering");
        OriginOptions busy =
                OriginOptions.DEFAULT.on("127.0.0.1", mortal.port()).refusingStream("show");
        try (Origin _ = Origin.start(busy)) {
            session.await(
                    it ->
                            it.path("state").asText().equals("Recovering")
                                    && it.path("cause").asText().equals("refused-publish"));
        }
        try (Origin back = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", mortal.port()))) {
            session.status("NetStream.Publish.Start");
            session.media(9, 1, 120, KEYFRAME);
            await(back, it -> it.keyframes() == 1);
        }
    }

    /** Flapping is reported by one status, unlike an outage. */
    @Test
    void reportsFlappingServerOnce() {
        try (FragileServer flapping =
                new FragileServer(message -> message.payload() instanceof Video)) {
            connect(flapping.url());
            publish();
            int closed = 0;
            int flaps = 0;
            String text = "";
            while (flapping.connections() < 8) {
                session.media(9, 1, 0, KEYFRAME);
                JsonNode message = session.next();
                String code = message.path("info").path("code").asText();
                closed += code.equals("NetConnection.Connect.Closed") ? 1 : 0;
                flaps += code.equals("NetConnection.Connect.Flapping") ? 1 : 0;
                text = message.has("cause") ? message.path("text").asText() : text;
            }
            assertThat(closed).isEqualTo(2);
            assertThat(flaps).isEqualTo(1);
            assertThat(text).contains("ends the connection at once, again and again");
        }
    }

    /** A half-closed connection ends like a refusal, and its server may keep the stream name. */
    @Test
    void retriesServerThatClosesConnectionDuringPublish() {
        try (Origin keeping = Origin.start(OriginOptions.DEFAULT.refusingStream("show"));
                Origin back = Origin.start(OriginOptions.DEFAULT);
                FaultProxy proxy = FaultProxy.to(back.port())) {
            publishUntilHeld(proxy);
            proxy.leadTo(keeping.port());
            endHeld(proxy);
            assertThat(session.server(1, "Recovering").path("cause").textValue()).isEqualTo("lost");
            session.await(
                    it ->
                            it.path("state").asText().equals("Recovering")
                                    && it.path("cause").asText().equals("refused-publish"));
            proxy.leadTo(back.port());
            session.await(
                    it ->
                            it.path("info").path("code").asText().equals("NetStream.Publish.Start")
                                    && it.path("server").asInt() == 1);
        }
    }

    private void publishUntilHeld(FaultProxy proxy) {
        session.send(
                "{'id':1,'type':'connect','require':'any','servers':['%s','%s']}"
                        .formatted(steady.url("live"), proxy.url("live")));
        session.server(1, "Live");
        CompletableFuture<Void> held = proxy.stallAt(Way.TO_SERVER, "publish");
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        held.orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join();
    }

    /** Delivers the end of the connection after all held bytes except the publish. */
    private static void endHeld(FaultProxy proxy) {
        proxy.cut();
        proxy.clear();
    }

    /** Behaves as a load balancer while its server restarts. */
    @Test
    void retriesServerThatClosesConnectionForTheFirstTime() {
        try (Wire wire = new Wire(steady.port())) {
            connect("rtmp://" + wire.host() + "/live");
            wire.cutAfter(HANDSHAKE_BYTES);
            session.server(1, "Recovering");
            JsonNode again = session.server(1, "Recovering");
            assertThat(again.path("cause").textValue()).isEqualTo("lost");
            assertThat(again.path("text").textValue())
                    .contains("closed the connection in answer to connect");
            wire.mend();
            session.server(1, "Live");
        }
    }

    @Test
    void treatsInterruptedTlsHandshakeAsOutage() {
        try (Wire wire = new Wire(steady.port())) {
            wire.cutAfter(1);
            session.send(
                    "{'id':1,'type':'connect','require':'any','servers':['%s','rtmps://%s/live']}"
                            .formatted(steady.url("live"), wire.host()));
            JsonNode recovering = session.server(1, "Recovering");
            assertThat(recovering.path("cause").textValue()).isEqualTo("tls-lost");
            assertThat(recovering.path("text").textValue())
                    .endsWith("the connection was lost during the TLS handshake");
        }
    }

    @Test
    void publishesOnServerThatBecomesReachable() {
        Origin late = Origin.start(OriginOptions.DEFAULT);
        late.close();
        session.send(
                "{'id':1,'type':'connect','require':'any','servers':['%s','%s']}"
                        .formatted(steady.url("live"), late.url("live")));
        JsonNode servers = session.answer(1).path("servers");
        assertThat(servers.get(0).path("state").textValue()).isEqualTo("Live");
        publish("1 of 2 servers publishing.");
        try (Origin back = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", late.port()))) {
            session.server(1, "Live");
            session.status("NetStream.Publish.Start");
            session.media(9, 1, 120, KEYFRAME);
            await(back, it -> it.keyframes() == 1);
        }
    }

    @Test
    void reconnectsRecoveringServerAtOnce() {
        replaceSession(new BackoffPolicy(true, Duration.ofHours(1), Duration.ofHours(1), HOUR));
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        connect(mortal.url("live"));
        mortal.close();
        session.server(1, "Recovering");
        session.send("{'id':8,'type':'reconnect','server':1}");
        JsonNode connecting = session.server(1, "Connecting");
        assertThat(connecting.has("attempt")).isFalse();
        assertThat(session.answer(8).path("code").textValue()).isEqualTo("setup-failed");
        try (Origin _ = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", mortal.port()))) {
            session.send("{'id':9,'type':'reconnect','server':1}");
            assertThat(session.answer(9).path("type").textValue()).isEqualTo("result");
        }
    }

    @Test
    void resolvesNameForEachAttempt() {
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        Map<String, CompletableFuture<InetSocketAddress>> addresses = new ConcurrentHashMap<>();
        addresses.put("a.example", found(steady));
        addresses.put("b.example", found(mortal));
        session.close();
        session = new TestSession(new Names(addresses), TestSession.LIMITS);
        session.send(
                "{'id':1,'type':'connect','servers':['rtmp://a.example/live',"
                        + "'rtmp://b.example/live']}");
        session.answer(1);
        publish();
        try (Origin other = Origin.start(OriginOptions.DEFAULT)) {
            addresses.put("b.example", found(other));
            mortal.close();
            session.server(1, "Recovering");
            session.server(1, "Live");
            session.status("NetStream.Publish.Start");
            session.media(9, 1, 120, KEYFRAME);
            await(other, it -> it.keyframes() == 1);
        }
    }

    private static CompletableFuture<InetSocketAddress> found(Origin origin) {
        return CompletableFuture.completedFuture(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), origin.port()));
    }

    @Test
    void doesNotReconnectAfterDisconnect() {
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        connect(mortal.url("live"));
        mortal.close();
        session.server(1, "Recovering");
        session.send("{'id':9,'type':'disconnect'}");
        session.server(1, "Closed");
        session.answer(9);
        try (Origin _ = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", mortal.port()))) {
            connect(mortal.url("live"));
        }
    }

    @Test
    void recoversNoServerAfterFailedSetup() {
        Origin gone = Origin.start(OriginOptions.DEFAULT);
        gone.close();
        session.send(
                "{'id':1,'type':'connect','servers':['%s','%s']}"
                        .formatted(steady.url("live"), gone.url("live")));
        session.server(1, "Failed");
        assertThat(session.answer(1).path("code").textValue()).isEqualTo("setup-failed");
    }

    private static BackoffPolicy soon(Duration giveUp) {
        return new BackoffPolicy(true, Duration.ofMillis(10), Duration.ofMillis(40), giveUp);
    }

    private void replaceSession(BackoffPolicy rules) {
        session.close();
        session = new TestSession(rules);
    }

    private void connect(String other) {
        session.send(
                "{'id':1,'type':'connect','servers':['%s','%s']}"
                        .formatted(steady.url("live"), other));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private void publish() {
        publish("2 of 2 servers publishing.");
    }

    private void publish(String merged) {
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        session.await(it -> it.path("info").path("description").asText().equals(merged));
        session.media(9, 1, 0, CONFIGURATION).media(9, 1, 0, KEYFRAME);
    }

    private static void watch(TestSession viewer, Origin origin) {
        viewer.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        viewer.send("{'id':2,'type':'createStream'}");
        viewer.send("{'id':3,'type':'play','stream':1,'name':'show','timeout':20000}");
        viewer.status("NetStream.Play.Start");
        await(origin, it -> it.players() == 1);
    }

    private static StreamInfo await(Origin origin, Predicate<StreamInfo> condition) {
        return origin
                .when(state -> condition.test(state.stream("live", "show")))
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join()
                .stream("live", "show");
    }
}
