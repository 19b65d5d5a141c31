package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.StreamInfo;
import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.FaultProxy.Way;
import io.multiconnection.peers.Ports;
import io.multiconnection.target.BackoffPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One server is started anew, replaced or removed, whatever its state; the other notices nothing.
 */
class RestartTest {

    /** How the server behind the proxy is when something is done with it. */
    enum Situation {
        HANDSHAKE,
        CONNECT,
        CREATE_STREAM,
        PUBLISH,
        LIVE,
        LAGGING,
        RECOVERING,
        FAILED,
        REJECTED
    }

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 1};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] FRAME = {0x27, 1, 0, 0, 0, 1};
    private static final int MERGED = -1;
    private static final int LARGE = 100_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Origin steady = Origin.start(OriginOptions.DEFAULT);
    private final Origin other = Origin.start(OriginOptions.DEFAULT);
    private final FaultProxy proxy = FaultProxy.to(other.port());
    private final TestSession session =
            new TestSession(new BackoffPolicy(true, HOUR, HOUR, Duration.ofDays(1)));
    private int time;
    private int sent;

    @AfterEach
    void close() {
        session.close();
        proxy.close();
        other.close();
        steady.close();
    }

    @ParameterizedTest
    @EnumSource
    void aServerIsStartedAnew(Situation situation) {
        bring(situation);
        proxy.leadTo(other.port());
        session.send("{'id':9,'type':'reconnect','server':1,'timeout':20000}");
        session.server(1, "Connecting");
        proxy.clear();
        assertThat(session.answer(9).path("type").textValue()).isEqualTo("result");
        assertPlaysOn();
        Awaitility.await().until(() -> proxy.connections() == 1);
    }

    @ParameterizedTest
    @EnumSource
    void aServerIsReplaced(Situation situation) {
        bring(situation);
        session.send(
                "{'id':9,'type':'reconnect','server':1,'to':'%s','names':{'1':'new'}}"
                        .formatted(other.url("live")));
        session.await(
                it ->
                        it.path("state").asText().equals("Live")
                                && it.path("url").asText().equals(other.url("live")));
        assertThat(session.answer(9).path("type").textValue()).isEqualTo("result");
        proxy.clear();
        assertPlaysOn("new");
        Awaitility.await().until(() -> proxy.connections() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void aServerIsRemoved(Situation situation) {
        bring(situation);
        session.send("{'id':9,'type':'removeServer','server':1}");
        assertThat(session.answer(9).path("type").textValue()).isEqualTo("result");
        proxy.clear();
        assertTheOtherHasAll();
        Awaitility.await().until(() -> proxy.connections() == 0);
    }

    @Test
    void connectWaitsForWhoTakesItsPlace() {
        var stalled = proxy.stallAt(Way.TO_SERVER, "connect");
        connect("'require':'all'");
        stalled.join();
        session.send("{'id':9,'type':'reconnect','server':1}");
        session.server(1, "Connecting");
        proxy.clear();
        session.await(it -> says(it, "2 of 2 servers connected."));
        assertThat(session.answer(1).path("servers")).hasSize(2);
    }

    @Test
    void connectListsServersThatWereReplacedAddedAndRemovedMeanwhile() {
        var stalled = proxy.stallAt(Way.TO_SERVER, "connect");
        connect("'require':'all'");
        stalled.join();
        session.send("{'id':8,'type':'addServer','server':'%s'}".formatted(other.url("live")));
        session.server(2, "Live");
        session.send("{'id':7,'type':'addServer','server':'rtmp://127.0.0.1:1/live'}");
        session.send("{'id':6,'type':'removeServer','server':3}");
        session.send(
                "{'id':9,'type':'reconnect','server':1,'to':'%s'}".formatted(other.url("live")));
        proxy.clear();
        JsonNode servers = session.answer(1).path("servers");
        assertThat(servers.findValuesAsText("server")).containsExactly("0", "1", "2", "3");
        assertThat(servers.findValuesAsText("state"))
                .containsExactly("Live", "Live", "Live", "Closed");
        assertThat(servers.path(1).path("url").textValue()).isEqualTo(other.url("live"));
    }

    @Test
    void connectDoesWithoutWhoIsRemoved() {
        var stalled = proxy.stallAt(Way.TO_SERVER, "connect");
        connect("'require':'all'");
        stalled.join();
        session.send("{'id':9,'type':'removeServer','server':1}");
        session.await(it -> says(it, "1 of 1 servers connected."));
    }

    @Test
    void publishWaitsForWhoTakesItsPlaceAndDoesWithoutWhoIsRemoved() {
        connect("'require':'all'");
        session.answer(1);
        var stalled = proxy.stallAt(Way.TO_SERVER, "publish");
        publish();
        stalled.join();
        session.send("{'id':9,'type':'reconnect','server':1}");
        session.server(1, "Connecting");
        proxy.clear();
        session.await(it -> says(it, "2 of 2 servers publishing."));

        session.send("{'id':4,'type':'closeStream','stream':1}").answer(4);
        CompletableFuture<Void> again = proxy.stallAt(Way.TO_SERVER, "publish");
        session.send("{'id':5,'type':'createStream'}");
        session.send("{'id':6,'type':'publish','stream':2,'name':'encore'}");
        again.join();
        session.send("{'id':10,'type':'removeServer','server':1}");
        session.await(it -> says(it, "1 of 1 servers publishing."));
        assertThat(session.answer(6).path("type").textValue()).isEqualTo("result");
    }

    @Test
    void aSharedObjectWaitsForWhoTakesItsPlaceAndOfAnotherServerNothingIsKnown() {
        connect("'require':'all'");
        session.answer(1);
        var stalled = proxy.stallAt(Way.TO_SERVER, "info");
        session.send("{'id':4,'type':'useSharedObject','name':'info'}");
        stalled.join();
        session.send(
                "{'id':9,'type':'reconnect','server':1,'to':'%s'}".formatted(other.url("live")));
        assertThat(session.answer(4).path("servers")).hasSize(2);
        session.send(
                "{'id':5,'type':'setSlots','name':'info','changes':[{'path':['a'],'value':1}]}");
        session.await(it -> it.findPath("code").asText().equals("success"));
    }

    private void bring(Situation situation) {
        switch (situation) {
            case HANDSHAKE -> stallAt("\3");
            case CONNECT -> stallAt("connect");
            case CREATE_STREAM -> stallAt("createStream");
            case PUBLISH -> stallAt("publish");
            case LIVE -> start("");
            case LAGGING -> lag();
            case RECOVERING -> lose("Recovering", "");
            case FAILED -> lose("Failed", ",'recover':false");
            case REJECTED -> reject();
        }
        send(FRAME);
    }

    private void stallAt(String bytes) {
        var stalled = proxy.stallAt(Way.TO_SERVER, bytes);
        connect("'require':'any'");
        session.answer(1);
        publish();
        session.answer(3);
        stalled.join();
        send(CONFIGURATION, KEYFRAME);
    }

    private void start(String more) {
        connect("'require':'any'" + more);
        session.server(1, "Live");
        publish();
        awaitPublishing(0, 1);
        send(CONFIGURATION, KEYFRAME);
        await(other, "show", it -> it.keyframes() == 1);
    }

    private void lag() {
        start("");
        proxy.stall(Way.TO_SERVER);
        CompletableFuture<JsonNode> lagging =
                CompletableFuture.supplyAsync(() -> session.server(1, "Lagging"));
        while (!lagging.isDone()) {
            sendLarge();
            await(steady, "show", it -> it.videoFrames() == sent);
        }
    }

    private void lose(String state, String more) {
        start(more);
        proxy.leadTo(Ports.free());
        proxy.cut();
        session.server(1, state);
    }

    private void reject() {
        try (Origin refusing = Origin.start(OriginOptions.DEFAULT.refusingApp("live"))) {
            proxy.leadTo(refusing.port());
            connect("'require':'any'");
            session.server(1, "Rejected");
            publish();
            session.answer(3);
            send(CONFIGURATION, KEYFRAME);
        }
    }

    private void connect(String more) {
        session.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s','%s'],%s}"
                        .formatted(steady.url("live"), proxy.url("live"), more));
    }

    private void publish() {
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':20000}");
    }

    private void assertPlaysOn() {
        assertPlaysOn("show");
    }

    private void assertPlaysOn(String name) {
        awaitPublishing(1); // the gateway, too, must know that it is published
        long before = other.state().stream("live", name).keyframes();
        send(FRAME, KEYFRAME, FRAME);
        StreamInfo again = await(other, name, it -> it.keyframes() == before + 1);
        assertThat(again.videoConfigured()).isTrue();
        assertTheOtherHasAll();
    }

    private void assertTheOtherHasAll() {
        send(FRAME);
        StreamInfo all = await(steady, "show", it -> it.videoFrames() == sent);
        assertThat(all.publishing()).isTrue();
    }

    private void send(int[]... bodies) {
        for (int[] body : bodies) {
            session.media(9, 1, time += 40, body);
            sent += body[1]; // configurations are not counted
        }
    }

    private void sendLarge() {
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(9).writeByte(1).writeShort(0).writeInt(time += 500);
        frame.writeByte(0x27).writeByte(1).writeZero(LARGE);
        session.media(frame);
        sent++;
    }

    private static boolean says(JsonNode message, String description) {
        return message.path("info").path("description").asText().equals(description);
    }

    private void awaitPublishing(Integer... servers) {
        Set<Integer> missing = new HashSet<>(List.of(servers));
        while (!missing.isEmpty()) {
            missing.remove(session.status("NetStream.Publish.Start").path("server").asInt(MERGED));
        }
    }

    private static StreamInfo await(Origin origin, String name, Predicate<StreamInfo> condition) {
        return origin
                .when(state -> condition.test(state.stream("live", name)))
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .stream("live", name);
    }
}
