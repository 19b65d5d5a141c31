package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.ChunkDecoder;
import io.multiconnection.rtmp.MessageEncoder;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.embedded.EmbeddedChannel;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls in both directions and data messages, without a network. */
class NetConnectionCallsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Heard listener = new Heard();
    private final MemoryAccount account =
            MemoryBudget.unlimited().open(null, Runnable::run, _ -> {});
    private final NetConnection connection =
            new NetConnection(
                    channel,
                    RtmpLimits.DEFAULT.withPendingCalls(2),
                    new RtmpMemory(account),
                    listener,
                    fault -> {
                        throw fault;
                    });

    /** Recorder of listener events and call outcomes: a {@link CallResponse} or a failure kind. */
    private static final class Heard implements NetConnectionListener {

        private final List<IncomingCall> calls = new ArrayList<>();
        private final List<String> callTexts = new ArrayList<>();
        private final List<Object> data = new ArrayList<>();
        private final List<RtmpClientException> lost = new ArrayList<>();
        private final List<Object> answers = new ArrayList<>();

        @Override
        public void onStatus(NetStatus status) {}

        @Override
        public void onLost(RtmpClientException fault) {
            lost.add(fault);
        }

        @Override
        public void onCall(IncomingCall call) {
            calls.add(call);
            callTexts.add(call.method() + call.arguments());
        }

        @Override
        public void onData(String handler, List<AmfValue> arguments) {
            data.add(handler);
            data.addAll(arguments);
        }
    }

    @BeforeEach
    void connects() {
        channel.freezeTime();
        channel.pipeline()
                .addLast(new NetConnectionHandler(connection, () -> {}, RtmpLimits.DEFAULT));
        connect(Map.of(), AmfNull.NULL);
    }

    @AfterEach
    void leavesNothingBehind() {
        channel.finishAndReleaseAll();
    }

    @Test
    void deliversResultOrErrorOfCall() {
        call("add", new AmfNumber(2), new AmfNumber(3));
        Command add = nextCommand();
        assertThat(add.name()).isEqualTo("add");
        assertThat(add.commandObject()).isEqualTo(AmfNull.NULL);
        assertThat(add.arguments()).containsExactly(new AmfNumber(2), new AmfNumber(3));
        receiveCommand("_result", add.transactionId(), new AmfNumber(5));

        call("fail");
        receiveCommand("_error", nextCommand().transactionId(), new AmfString("out of paper"));
        call("nothing");
        receive(
                new Command(
                        "_result",
                        nextCommand().transactionId(),
                        AmfNull.NULL,
                        List.of(),
                        AmfEncoding.AMF0));

        assertThat(listener.answers)
                .containsExactly(
                        new CallResponse.Result(new AmfNumber(5)),
                        new CallResponse.Failed(new AmfString("out of paper")),
                        new CallResponse.Result(AmfUndefined.UNDEFINED));
    }

    @Test
    void failsCallThatTimesOut() {
        call("slow");
        Command slow = nextCommand();
        channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(listener.answers).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(listener.answers).containsExactly(Kind.TIMEOUT);

        receiveCommand("_result", slow.transactionId(), new AmfNumber(1));
        assertThat(listener.answers).hasSize(1);
        assertThat(connection.hasRoomForCalls()).isTrue();
    }

    @Test
    void rejectsCallsAboveLimitBeforeSending() {
        call("a");
        call("b");
        Command a = nextCommand();
        nextCommand();
        assertThat(connection.hasRoomForCalls()).isFalse();
        call("c");
        assertThat(listener.answers).containsExactly(Kind.TOO_MANY_CALLS);
        assertThat(channel.outboundMessages()).isEmpty();

        receiveCommand("_result", a.transactionId(), AmfNull.NULL);
        call("d");
        assertThat(nextCommand().name()).isEqualTo("d");
    }

    @Test
    void failsPendingCallsWhenConnectionIsLost() {
        call("slow");
        connection.lost(new RtmpClientException(Kind.LOST, "gone"));
        assertThat(listener.answers).containsExactly(Kind.LOST);
    }

    @Test
    void sendsCallWithoutResponseWithTransactionIdZero() {
        connection.callWithoutAnswer("note", List.of(new AmfNumber(1)));
        Command note = nextCommand();
        assertThat(note.name()).isEqualTo("note");
        assertThat(note.transactionId()).isZero();
        assertThat(note.arguments()).containsExactly(new AmfNumber(1));
        assertThat(connection.hasRoomForCalls()).isTrue();
    }

    @Test
    void rejectsCallsWhileServerDoesNotRead() {
        UnreadMessages unread = UnreadMessages.on(channel, new RtmpMemory(account));
        AmfValue large = new AmfString("x".repeat(300_000));
        for (int i = 0; i < 2; i++) {
            connection.callWithoutAnswer("note", List.of(large));
        }

        assertThat(connection.hasRoomForCalls()).isFalse();
        assertThatThrownBy(() -> connection.callWithoutAnswer("note", List.of()))
                .isInstanceOf(RtmpClientException.class)
                .hasMessageMatching("10[0-9]{5} bytes wait for the server .*, limit 1048576");
        call("ask");
        assertThat(listener.answers).containsExactly(Kind.TOO_MANY_CALLS);
        assertThat(account.held(MemoryKind.SEND_QUEUE)).isEqualTo(unread.bytes());

        unread.read();
        assertThat(connection.hasRoomForCalls()).isTrue();
        call("ask");
        assertThat(unread.messages()).isEqualTo(1);
    }

    @Test
    void accountsMemoryOfPendingCalls() {
        call("ask");
        call("ask");
        assertThat(account.held(MemoryKind.CALLS)).isEqualTo(2048);
        receiveCommand("_result", nextCommand().transactionId());
        assertThat(account.held(MemoryKind.CALLS)).isEqualTo(1024);
        connection.lost(new RtmpClientException(Kind.LOST, "gone"));
        assertThat(account.held(MemoryKind.CALLS)).isZero();
    }

    @Test
    void rejectsUnwritableValueWithoutClosingConnection() {
        channel.pipeline()
                .addFirst(
                        new MessageEncoder(
                                RtmpMemory.unlimited(),
                                new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                                128));
        AmfObject unwritable = AmfObject.of("x".repeat(65_536), AmfNull.NULL);
        call("echo", unwritable);
        assertThat(listener.answers).containsExactly(Kind.UNWRITABLE);
        assertThatThrownBy(() -> connection.callWithoutAnswer("note", List.of(unwritable)))
                .isInstanceOf(RtmpClientException.class)
                .hasMessage("name of 65536 bytes, expected up to 65535");

        receiveCommand("ask", 7);
        IncomingCall ask = listener.calls.getFirst();
        assertThatThrownBy(() -> ask.result(unwritable)).isInstanceOf(RtmpClientException.class);
        assertThat(ask.wantsAnswer()).isTrue();
        assertThat(channel.outboundMessages()).isEmpty();
        ask.failed("cannot say it");
        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(listener.lost).isEmpty();
    }

    @Test
    void answersServerCallOnce() {
        receiveCommand("ask", 7, new AmfString("who?"));
        IncomingCall ask = listener.calls.getFirst();
        assertThat(listener.callTexts).containsExactly("ask[AmfString[value=who?]]");
        assertThat(ask.arguments()).as("not kept for an answer").isEmpty();
        assertThat(ask.wantsAnswer()).isTrue();

        ask.result(new AmfString("me"));
        ask.failed("too late");
        Command answer = nextCommand();
        assertThat(answer.name()).isEqualTo("_result");
        assertThat(answer.transactionId()).isEqualTo(7);
        assertThat(answer.arguments()).containsExactly(new AmfString("me"));
        assertThat(channel.outboundMessages()).isEmpty();
    }

    /** Twitch closes the connection if the client answers a notification. */
    @Test
    void neverAnswersNotification() {
        receiveCommand("note", 0);
        listener.calls.getFirst().result(AmfNull.NULL);
        listener.calls.getFirst().failed("no");
        assertThat(listener.calls.getFirst().wantsAnswer()).isFalse();
        assertThat(channel.outboundMessages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onFCPublish", "onFCUnpublish", "onFCSubscribe"})
    void doesNotDeliverFcPublishNotifications(String method) {
        receiveCommand(method, 0);
        assertThat(channel.outboundMessages()).isEmpty();
        receiveCommand(method, 3);
        assertThat(nextCommand().name()).isEqualTo("_result");
        assertThat(listener.calls).isEmpty();
    }

    @Test
    void answersBandwidthCheckWithNumber() {
        receiveCommand("onBWCheck", 3);
        assertThat(nextCommand().arguments()).containsExactly(new AmfNumber(0));
        assertThat(listener.calls).isEmpty();
        receiveCommand("onBWDone", 4, new AmfNumber(800));
        assertThat(nextCommand().arguments()).containsExactly(AmfNull.NULL);
        assertThat(listener.callTexts).singleElement().asString().startsWith("onBWDone");
        assertThat(listener.calls.getFirst().wantsAnswer()).isFalse();
    }

    @Test
    void closesConnectionWhenServerCallsClose() {
        receiveCommand("close", 0);
        assertThat(listener.lost).extracting(RtmpClientException::kind).containsExactly(Kind.LOST);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void deliversDataOfStreamZero() {
        receive(0, new Data(List.of(new AmfString("news"), new AmfNumber(1)), AmfEncoding.AMF0));
        receive(0, new Data(List.of(new AmfNumber(1)), AmfEncoding.AMF0));
        receive(1, new Data(List.of(new AmfString("onMetaData")), AmfEncoding.AMF0));
        assertThat(listener.data).containsExactly("news", new AmfNumber(1));
    }

    @Test
    void usesAmf3IfClientAndServerSupportIt() {
        call("a");
        assertThat(nextCommand().encoding()).isEqualTo(AmfEncoding.AMF0);
        Map<String, AmfValue> amf3 = Map.of("objectEncoding", new AmfNumber(3));
        connect(amf3, AmfObject.of("objectEncoding", new AmfNumber(0)));
        call("b");
        assertThat(nextCommand().encoding()).isEqualTo(AmfEncoding.AMF0);
        connect(amf3, AmfNull.NULL);
        connection.callWithoutAnswer("c", List.of());
        assertThat(nextCommand().encoding()).isEqualTo(AmfEncoding.AMF3);
        receiveCommand("ask", 7);
        listener.calls.getFirst().result(AmfNull.NULL);
        assertThat(nextCommand().encoding()).isEqualTo(AmfEncoding.AMF3);
    }

    /** Servers that answer connect in AMF3 send an integer. */
    @Test
    void acceptsIntegerObjectEncoding() {
        Map<String, AmfValue> amf3 = Map.of("objectEncoding", new AmfInteger(3));
        connect(amf3, AmfObject.of("objectEncoding", new AmfInteger(3)));
        call("a");
        assertThat(nextCommand().encoding()).isEqualTo(AmfEncoding.AMF3);
    }

    private void connect(Map<String, AmfValue> properties, AmfValue info) {
        ConnectRequest request =
                new ConnectRequest(
                        RtmpUrl.parse("rtmp://a.example/live"),
                        properties,
                        List.of(),
                        SECOND,
                        _ -> true,
                        RtmpMemory.unlimited());
        connection.connect(request).subscribe().with(_ -> {});
        receiveCommand("_result", nextCommand().transactionId(), info);
    }

    private void call(String method, AmfValue... arguments) {
        Uni<CallResponse> call = connection.call(method, List.of(arguments), SECOND);
        call.subscribe()
                .with(
                        listener.answers::add,
                        fault -> listener.answers.add(((RtmpClientException) fault).kind()));
    }

    /** Returns the next command sent to the server. */
    private Command nextCommand() {
        RtmpMessage message = channel.readOutbound();
        return (Command) message.payload();
    }

    /** Receives a command from the server. */
    private void receiveCommand(String name, double transactionId, AmfValue... arguments) {
        receive(
                new Command(
                        name, transactionId, AmfNull.NULL, List.of(arguments), AmfEncoding.AMF0));
    }

    private void receive(Command command) {
        receive(0, command);
    }

    private void receive(int messageStreamId, MessagePayload payload) {
        channel.writeInbound(new RtmpMessage(0, messageStreamId, payload));
    }
}
