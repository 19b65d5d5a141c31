package io.multiconnection.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.LoopbackClient;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.server.ServerNetStatus;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Options, state and shutdown of an origin. */
@Timeout(600)
class OriginTest {

    private static final CompletableFuture<AmfValue> NEVER = new CompletableFuture<>();

    private final Origin origin =
            Origin.start(
                    OriginOptions.DEFAULT
                            .refusingApp("closed")
                            .refusingStream("wrong-key")
                            .refusingStream("cam?token=old")
                            .answering("never", _ -> NEVER)
                            .answering(
                                    "fail",
                                    _ ->
                                            CompletableFuture.failedStage(
                                                    new IllegalStateException("out of paper"))));

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void reportsPosition() {
        assertThat(origin.port()).isPositive();
        assertThat(origin.url("live")).isEqualTo("rtmp://127.0.0.1:" + origin.port() + "/live");
    }

    @Test
    void refusesApplicationAndClosesConnection() {
        try (LoopbackClient client = LoopbackClient.connect(origin.port(), "closed?token=1")) {
            assertThat(client.nextCode()).isEqualTo("NetConnection.Connect.Rejected");
            client.awaitClosed();
            assertThat(origin.state().connections()).isZero();
        }
    }

    @Test
    void refusesAStreamName() {
        try (TestStream stream = TestStream.open(origin)) {
            stream.tell("publish", new AmfString("wrong-key?bandwidthtest=true"));
            assertThat(stream.client().nextCode()).isEqualTo("NetStream.Publish.Denied");
            stream.tell("publish", new AmfString("cam?token=old"));
            assertThat(stream.client().nextCode()).isEqualTo("NetStream.Publish.Denied");
            stream.tell("publish", new AmfString(""));
            assertThat(stream.client().nextCode()).isEqualTo("NetStream.Publish.Denied");

            stream.tell("publish", new AmfString("cam?token=new"));
            assertThat(stream.client().nextCode()).isEqualTo("NetStream.Publish.Start");
        }
    }

    @Test
    void recordsNothingWithoutFolder() {
        try (TestStream stream = TestStream.open(origin)) {
            stream.tell("publish", new AmfString("cam"), new AmfString("record"));
            assertThat(stream.client().nextCode()).isEqualTo("NetStream.Record.Failed");
            stream.tell("publish", new AmfString("cam"), new AmfString("append"));
            assertThat(stream.client().nextCode()).isEqualTo("NetStream.Record.Failed");
            stream.tell("publish", new AmfString("cam"), new AmfString("shred"));
            assertThat(stream.client().nextCode()).isEqualTo("NetStream.Record.NoAccess");
        }
    }

    @Test
    void answersCalls() {
        try (LoopbackClient client = LoopbackClient.connect(origin.port(), "live")) {
            assertThat(client.call("add", new AmfNumber(2), new AmfNumber(3)).arguments())
                    .containsExactly(new AmfNumber(5));
            assertThat(client.call("echo", new AmfString("hello")).arguments())
                    .containsExactly(new AmfString("hello"));
            assertThat(client.call("echo").arguments()).containsExactly(AmfUndefined.UNDEFINED);

            client.tell(0, "never");
            assertThat(client.call("fail").name()).isEqualTo("_error");
            Command unknown = client.call("subtract");
            assertThat(unknown.name()).isEqualTo("_error");
            assertThat(unknown.arguments())
                    .containsExactly(
                            AmfObject.of(
                                    "level", new AmfString("error"),
                                    "code", new AmfString("NetConnection.Call.Failed"),
                                    "description", new AmfString("Method not found (subtract).")));
        }
    }

    @Test
    void answersGetTimeAndWhoami() {
        try (LoopbackClient client = LoopbackClient.connect(origin.port(), "live/room?key=1")) {
            double before = System.currentTimeMillis();
            AmfDate time = (AmfDate) client.call("getTime").arguments().getFirst();
            assertThat(time.epochMillis()).isBetween(before, (double) System.currentTimeMillis());
            assertThat(client.call("getStreamLength").arguments())
                    .containsExactly(new AmfNumber(0));
            assertThat(client.call("whoami").arguments())
                    .containsExactly(
                            AmfObject.of(
                                    "app", new AmfString("live/room"),
                                    "address", new AmfString("127.0.0.1")));
        }
    }

    @Test
    void listsPublishedAndAwaitedStreams() {
        try (TestStream publisher = TestStream.publish(origin, "cam?key=1");
                TestStream player = TestStream.play(origin, "door");
                TestStream elsewhere = TestStream.publish(origin, "other", "cam")) {
            assertThat(publisher.client().call("listStreams").arguments())
                    .containsExactly(
                            new AmfStrictArray(
                                    List.of(listed("cam", true, 0), listed("door", false, 1))));
            elsewhere.tell("closeStream");
            player.tell("closeStream");
        }
    }

    private static AmfValue listed(String name, boolean live, int players) {
        return AmfObject.of(
                        "name", new AmfString(name),
                        "live", AmfValue.of(live),
                        "players", AmfValue.of(players))
                .with("recorded", AmfValue.of(false));
    }

    @Test
    void showsItsStreams() {
        assertThat(origin.streams()).isEmpty();
        try (TestStream publisher = TestStream.publish(origin, "cam?token=1")) {
            publisher.prelude();
            publisher.keyframe(0);
            publisher.sound(10);
            publisher.interFrame(40);
            StreamInfo cam =
                    when(state -> state.stream("live", "cam").videoFrames() == 2).stream(
                            "live", "cam");

            assertThat(cam)
                    .isEqualTo(
                            new StreamInfo(
                                    "live",
                                    "cam",
                                    true,
                                    false,
                                    TestStream.METADATA,
                                    true,
                                    true,
                                    2,
                                    1,
                                    1,
                                    37 + 6 + 3 + 9 + 6 + 9,
                                    0,
                                    0));
            assertThat(origin.state().connections()).isEqualTo(1);
        }
        when(state -> state.connections() == 0);
        assertThat(origin.streams()).hasSize(1).noneMatch(StreamInfo::publishing);
        assertThat(origin.state().stream("live", "door").publishing()).isFalse();
    }

    @Test
    void limitsRememberedStreams() {
        try (TestStream player = TestStream.play(origin, "first")) {
            for (int i = 0; i < 1100; i++) {
                player.tell("play", new AmfString("stream" + i));
            }
            // Answered after all plays. A watcher would copy a thousand streams at each of them.
            player.client().call("echo");

            assertThat(origin.state().stream("live", "stream1099").players()).isEqualTo(1);
            assertThat(origin.streams()).hasSize(1000).noneMatch(s -> s.name().equals("first"));
        }
    }

    @Test
    void failsWaiterWhoseConditionThrows() {
        assertThatThrownBy(
                        origin.when(
                                        _ -> {
                                            throw new IllegalStateException("wrong condition");
                                        })
                                ::join)
                .hasMessageContaining("wrong condition");
    }

    @Test
    void runsActionForEachClientOfApplication() {
        AtomicReference<CompletableFuture<AmfValue>> answer = new AtomicReference<>();
        try (LoopbackClient client = LoopbackClient.connect(origin.port(), "live");
                LoopbackClient other = LoopbackClient.connect(origin.port(), "other")) {
            client.nextCode();
            other.nextCode();

            origin.forEachClient("live", c -> answer.set(c.call("onNews", List.of()))).join();

            Command call = nextCommand(client);
            assertThat(call.name()).isEqualTo("onNews");
            client.send(
                    RtmpMessage.of(
                            new Command(
                                    "_result",
                                    call.transactionId(),
                                    AmfNull.NULL,
                                    List.of(new AmfString("read")),
                                    AmfEncoding.AMF0)));
            assertThat(answer.get())
                    .succeedsWithin(HangLimit.DURATION)
                    .isEqualTo(new AmfString("read"));

            ServerNetStatus kicked = ServerNetStatus.error("NetConnection.Connect.Closed", "Out.");
            origin.forEachClient("live", c -> c.close(kicked)).join();
            assertThat(client.nextCode()).isEqualTo("NetConnection.Connect.Closed");
            client.awaitClosed();
            assertThat(other.call("echo").name()).isEqualTo("_result");
        }
    }

    private static Command nextCommand(LoopbackClient client) {
        while (true) {
            if (client.next().payload() instanceof Command command) {
                return command;
            }
        }
    }

    @Test
    void failsIfPortIsTaken() {
        OriginOptions taken = OriginOptions.DEFAULT.on("127.0.0.1", origin.port());

        assertThatThrownBy(() -> Origin.start(taken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + origin.port());
    }

    @Test
    void closesInOrderAndFreesItsPort() {
        try (TestStream publisher = TestStream.publish(origin, "cam");
                TestStream player = TestStream.play(origin, "cam")) {
            publisher.prelude();
            publisher.keyframe(0);
            when(state -> state.stream("live", "cam").keyframes() == 1);
            CompletableFuture<OriginState> never = origin.when(_ -> false);

            origin.close();
            origin.close();

            assertThat(publisher.client().nextCode())
                    .isEqualTo("NetConnection.Connect.AppShutdown");
            publisher.client().awaitClosed();
            player.client().awaitClosed();
            assertThatThrownBy(never::join).hasMessageContaining("the origin is closed");
            assertThatThrownBy(origin::state)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the origin is closed");
        }
        Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", origin.port())).close();
    }

    @Test
    void rejectsCloseOnItsEventLoop() {
        try (LoopbackClient client = LoopbackClient.connect(origin.port(), "live")) {
            client.nextCode();
            CompletableFuture<Void> closed = origin.forEachClient("live", _ -> origin.close());

            assertThatThrownBy(closed::join).hasMessageContaining("on the origin's event loop");
        }
    }

    private OriginState when(Predicate<OriginState> condition) {
        return origin.when(condition).orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join();
    }
}
