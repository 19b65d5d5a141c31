package io.multiconnection.gateway;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.gateway.ExactServer.Arrived;
import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.FaultProxy.Way;
import io.multiconnection.peers.Ports;
import io.multiconnection.publish.QueueLimits;
import io.multiconnection.relay.RelayLimits;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.target.BackoffPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A session that publishes, plays, calls and uses a shared object on several servers, one of which
 * is behind a {@link FaultProxy}. It sends a frame for each message that it receives, and 100 a
 * second in addition.
 */
final class FaultScene implements AutoCloseable {

    /** State of the server behind the proxy. */
    enum Situation {
        HANDSHAKE("\3"),
        CONNECT("connect"),
        CREATE_STREAM("createStream"),
        PUBLISH("publish"),
        PLAY("play"),
        CALL("echo"),
        SHARED_OBJECT("notes"),
        LIVE(""),
        LAGGING(""),
        RECOVERING("");

        private final String bytes;

        Situation(String bytes) {
            this.bytes = bytes;
        }

        boolean isOnTheWay() {
            return compareTo(PUBLISH) <= 0;
        }
    }

    /** Numbers of the servers in the session: the healthy ones, and the one behind the proxy. */
    static final int EXACT = 0;

    static final int TARGET = 1;

    private static final SessionLimits LIMITS =
            SessionLimits.DEFAULT
                    .withMessages(
                            new SessionLimits.Messages(256 << 10, 2 << 20, 64, 100_000, 1 << 30))
                    .withCounts(new SessionLimits.Counts(16, 64, 64, 64, 32))
                    .withBuffers(
                            new SessionLimits.Buffers(
                                    8 << 20, 4 << 20, new QueueLimits(1 << 20, 3000)));
    private static final BackoffPolicy SOON =
            new BackoffPolicy(
                    true, Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofHours(1));
    private static final LivenessTimeouts SHORT =
            new LivenessTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(24));
    private static final Duration BEAT = Duration.ofMillis(10);
    private static final long LIMIT_NANOS = Duration.ofMinutes(5).toNanos();

    /** Time after which a play without media is repeated, as a viewer would. */
    private static final long UNANSWERED_NANOS = Duration.ofSeconds(10).toNanos();

    /** Time after which the gateway has closed a connection that nobody plays from. */
    private static final long LINGER_NANOS = RelayLimits.DEFAULT.linger().plusSeconds(1).toNanos();

    private static final int FRAME_MILLIS = 10;
    private static final int LARGE = 60_000;

    private final String name;
    private final ExactServer exact;
    private final int targetPort;
    private final FaultProxy proxy;
    private final TestSession session = new TestSession(SOON, LIMITS, SHORT);
    private final List<Arrived> sent = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private final Map<Integer, JsonNode> answers = new HashMap<>();
    private final List<String> synced = new ArrayList<>();
    private final long deadline = System.nanoTime() + LIMIT_NANOS;
    private int publishing;
    private int requests;
    private int played;
    private int timestamp;
    private boolean large;
    private boolean joined;

    FaultScene(String name, ExactServer exact, int targetPort) {
        this.name = name;
        this.exact = exact;
        this.targetPort = targetPort;
        this.proxy = FaultProxy.to(targetPort);
    }

    String streamName() {
        return name;
    }

    List<Arrived> sent() {
        return sent;
    }

    /** Brings the target into a state, while the others are publishing. */
    void begin(Situation situation, List<String> others) {
        var stalled = situation.isOnTheWay() ? stallAt(situation) : done();
        List<String> urls = new ArrayList<>(List.of(exact.url(), proxy.url("live")));
        urls.addAll(others);
        int connect =
                ask(
                        "'type':'connect','require':'any','timeout':15000,'servers':['%s']"
                                .formatted(String.join("','", urls)));
        answer(connect, "result");
        ask("'type':'createStream'");
        ask("'type':'publish','stream':1,'timeout':15000,'name':'%s'".formatted(name));
        int wanted = situation.isOnTheWay() ? urls.size() - 1 : urls.size();
        until(() -> publishing >= wanted);
        sendConfiguration();
        switch (situation) {
            case HANDSHAKE, CONNECT, CREATE_STREAM, PUBLISH -> reach(stalled);
            case PLAY -> {
                var atPlay = stallAt(situation);
                play();
                reach(atPlay);
            }
            case CALL -> {
                var atCall = stallAt(situation);
                call();
                reach(atCall);
            }
            case SHARED_OBJECT -> {
                var atUse = stallAt(situation);
                useNotes();
                reach(atUse);
            }
            case LIVE -> sendMore(20);
            case LAGGING -> lag();
            case RECOVERING -> {
                proxy.leadTo(Ports.free());
                proxy.cut();
                until(() -> states.contains("Recovering"));
            }
        }
    }

    private CompletableFuture<Void> stallAt(Situation situation) {
        return proxy.stallAt(Way.TO_SERVER, situation.bytes);
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private void reach(CompletableFuture<Void> event) {
        until(event::isDone);
    }

    private void lag() {
        proxy.stall(Way.TO_SERVER);
        large = true;
        while (!states.contains("Lagging")) {
            int enough = sent.size();
            until(() -> exact.count(name) >= enough); // at the rate of the other servers
            sendMore(1);
        }
        large = false;
    }

    /** Applies the fault, and continues to publish for a while. */
    void suffer(Situation situation, Fault fault) {
        fault.strike(proxy);
        if (situation == Situation.RECOVERING && fault != Fault.NOBODY_THERE) {
            proxy.leadTo(targetPort);
        }
        if (situation != Situation.LAGGING && fault != Fault.STALL_TO_SERVER) {
            proxy.resume(Way.TO_SERVER);
        }
        sendMore(30);
    }

    /** Ends the fault; every server performs all operations again. */
    void recover() {
        proxy.leadTo(targetPort);
        proxy.clear();
        while (!answer(call()).path("answers").path(0).path("outcome").asText().equals("result")) {
            if (states.getLast().equals("Rejected")) {
                ask("'type':'reconnect','server':1,'timeout':5000"); // with a delay like a user's
                until(() -> !states.getLast().equals("Rejected"));
            }
            sendMore(1);
        }
        until(() -> states.getLast().equals("Live"));
        answer(useNotes());
        until(() -> joined);
        String slot = "s" + requests;
        ask(
                "'type':'setSlots','name':'notes %s','changes':[{'path':['%s'],'value':1}]"
                        .formatted(name, slot));
        until(() -> synced.contains(slot));
        playsAgain();
    }

    /**
     * Plays until media arrives. Servers reject a play before the stream is published. Red5 may
     * start a play and send nothing, if the end of a previous connection that published the same
     * name reaches it meanwhile.
     */
    private void playsAgain() {
        session.takeMedia();
        while (!playsMedia()) {
            sendMore(1);
        }
    }

    private boolean playsMedia() {
        if (!answer(play()).path("type").asText().equals("result")) {
            return false;
        }
        long begun = System.nanoTime();
        int[] frames = {0};
        until(
                () -> {
                    frames[0] += session.takeMedia();
                    return frames[0] > 0 || System.nanoTime() - begun > UNANSWERED_NANOS;
                });
        if (frames[0] == 0) {
            answer(ask("'type':'closeStream','stream':%d".formatted(played)), "result");
            played = 0;
            long closed = System.nanoTime();
            until(() -> System.nanoTime() - closed > LINGER_NANOS);
        }
        return frames[0] > 0;
    }

    private int call() {
        return ask("'type':'call','method':'echo','args':[1],'on':1,'timeout':2000");
    }

    /** Accepts bad-state: the second use finds the object in use. */
    private int useNotes() {
        return ask(
                "'type':'useSharedObject','copies':true,'timeout':5000,'name':'notes %s'"
                        .formatted(name));
    }

    private int play() {
        if (played == 0) {
            int created = ask("'type':'createStream'");
            played = answer(created, "result").path("stream").intValue();
        }
        return ask(
                "'type':'play','stream':%d,'servers':[1],'timeout':2000,'name':'%s'"
                        .formatted(played, name));
    }

    /** Asserts that the recording server has received every bit. */
    void assertNothingWasLost() {
        sendFrame();
        until(() -> exact.count(name) == sent.size());
        assertThat(exact.arrived(name)).isEqualTo(sent);
    }

    private int ask(String fields) {
        requests++;
        session.send("{'id':%d,%s}".formatted(requests, fields));
        return requests;
    }

    private JsonNode answer(int id, String type) {
        JsonNode answer = answer(id);
        assertThat(answer.path("type").asText()).as(answer.toString()).isEqualTo(type);
        return answer;
    }

    private JsonNode answer(int id) {
        until(() -> answers.containsKey(id));
        return answers.get(id);
    }

    private void sendMore(int frames) {
        int enough = sent.size() + frames;
        until(() -> sent.size() >= enough);
    }

    /** Receives messages and sends frames until a condition holds. */
    private void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s: %s", name, states).isLessThan(deadline);
            session.next(BEAT).ifPresent(this::hear);
            if (!sent.isEmpty()) {
                sendFrame();
            }
        }
    }

    private void hear(JsonNode message) {
        if (message.has("id")) {
            answers.put(message.path("id").intValue(), message);
        }
        switch (message.path("type").asText()) {
            case "server" -> {
                if (message.path("server").intValue() == TARGET) {
                    states.add(message.path("state").textValue());
                } else {
                    assertThat(message.path("state").asText()).isIn("Connecting", "Live");
                }
            }
            case "status" -> {
                String code = message.path("info").path("code").asText();
                if (code.equals("NetStream.Publish.Start") && message.has("server")) {
                    publishing++;
                }
            }
            case "ack" -> message.path("servers").forEach(FaultScene::assertBounded);
            case "sync" -> {
                if (message.path("server").asInt(EXACT) == TARGET) {
                    joined = true;
                    message.path("changes").forEach(it -> synced.add(it.path("slot").asText()));
                }
            }
            default -> {}
        }
    }

    private static void assertBounded(JsonNode ack) {
        assertThat(ack.path("queueBytes").intValue())
                .isLessThanOrEqualTo(LIMITS.buffers().queue().bytes());
        if (ack.path("server").intValue() != TARGET) {
            assertThat(ack.path("dropped").intValue()).isZero();
        }
    }

    /** Sends a data message, which a server receives with its first keyframe, the next frame. */
    private void sendConfiguration() {
        timestamp = FRAME_MILLIS;
        send(9, new byte[] {0x17, 0, 0, 0, 0, 1, 2, 3, 4});
        send(8, new byte[] {(byte) 0xAF, 0, 0x12, 0x10});
        sendFrame();
    }

    /** Sends three video frames, of which every tenth is a keyframe, and an audio frame. */
    private void sendFrame() {
        int number = sent.size();
        timestamp = (number - 1) * FRAME_MILLIS;
        byte[] body = new byte[large ? LARGE : 200];
        ByteBuffer.wrap(body).putInt(body.length - 4, number);
        boolean isAudio = number % 4 == 3;
        body[0] = (byte) (isAudio ? 0xAF : number % 10 == 2 ? 0x17 : 0x27);
        body[1] = 1;
        send(isAudio ? 8 : 9, body);
    }

    private void send(int type, byte[] body) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(type).writeByte(1).writeShort(0).writeInt(timestamp).writeBytes(body);
        sent.add(new Arrived(type, timestamp, ByteBuffer.wrap(body)));
        session.media(frame);
    }

    /** Ends the session, and asserts that nothing is left of it. */
    @Override
    public void close() {
        proxy.clear();
        session.end();
        await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
        await().untilAsserted(() -> assertThat(session.timers()).isZero());
        assertThat(proxy.heldBytes()).isZero();
        session.close();
        proxy.close();
    }
}
