package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Hex;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.ChunkDecoder;
import io.multiconnection.rtmp.DamagedMessages;
import io.multiconnection.rtmp.MessageDecoder;
import io.multiconnection.rtmp.MessagePayload;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.UnreadableLog;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message of a server that cannot be read costs that message, and nothing else. */
class DamagedMessageTest {

    /** An object of the class com.a.B, which only com.a.B can read. */
    private static final String UNKNOWN_CLASS = "11 0A 07 0F 636F6D2E612E42 01";

    private static final Map<String, String> DAMAGE =
            Map.ofEntries(
                    Map.entry("number cut short", "00 3FF0"),
                    Map.entry("string cut short", "02 0010 61"),
                    Map.entry("string longer than any message", "0C FFFFFFFF 61"),
                    Map.entry("array longer than any message", "0A FFFFFFFF 05"),
                    Map.entry("object without an end", "03 0001 61 05"),
                    Map.entry("object with a damaged property", "03 0001 61 FF 000009"),
                    Map.entry("unknown marker", "FF"),
                    Map.entry("end of no object", "09"),
                    Map.entry("recordset", "0E 00"),
                    Map.entry("movieclip", "04"),
                    Map.entry("reference to nothing", "07 0005"),
                    Map.entry("unknown externalizable class", UNKNOWN_CLASS),
                    Map.entry("AMF3 cut short", "11 0A"),
                    Map.entry("unknown AMF3 marker", "11 7F"),
                    Map.entry("AMF3 reference to nothing", "11 0A 20"));

    private static final Map<String, String> HARMLESS =
            Map.of(
                    "bytes that begin no value", "05 FF",
                    "end of an object once too often", "05 000009",
                    "part of a value", "05 02",
                    "string that is no UTF-8", "02 0002 C328");

    private final DamagedMessages.Sender server = new DamagedMessages.Sender();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(
                    new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()),
                    new MessageDecoder(RtmpLimits.DEFAULT));
    private final List<Integer> unreadable = new ArrayList<>();
    private final List<String> data = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final List<RtmpFault> lost = new ArrayList<>();
    private final List<NetStatus> statuses = new ArrayList<>();
    private final NetConnection connection =
            new NetConnection(
                    channel,
                    RtmpLimits.DEFAULT,
                    RtmpMemory.unlimited(),
                    new NetConnection.Listener() {
                        @Override
                        public void onStatus(NetStatus status) {
                            statuses.add(status);
                        }

                        @Override
                        public void onLost(RtmpFault fault) {
                            lost.add(fault);
                        }

                        @Override
                        public void onCall(IncomingCall call) {
                            calls.add(call.method());
                        }

                        @Override
                        public void onData(String handler, List<AmfValue> arguments) {
                            data.add(handler);
                        }

                        @Override
                        public void onUnreadable(int typeId) {
                            unreadable.add(typeId);
                        }
                    },
                    lost::add);

    @BeforeEach
    void begins() {
        channel.pipeline()
                .addLast(new NetConnectionHandler(connection, () -> {}, RtmpLimits.DEFAULT));
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
        channel.finishAndReleaseAll();
    }

    private void connect() {
        connectRequest();
        say(new Command("_result", 1, AmfNull.NULL, List.of(AmfNull.NULL), AmfEncoding.AMF0));
        said();
    }

    private void connectRequest() {
        RtmpUrl url = RtmpUrl.parse("rtmp://h/app");
        ConnectRequest request =
                new ConnectRequest(
                        url,
                        Map.of(),
                        List.of(),
                        Duration.ofSeconds(1),
                        _ -> true,
                        RtmpMemory.unlimited());
        connection
                .connect(request)
                .subscribe()
                .with(_ -> {}, failure -> lost.add((RtmpFault) failure));
    }

    private void say(MessagePayload payload) {
        server.send(RtmpMessage.of(payload), channel);
    }

    /** The next command that the client sent. */
    private Command said() {
        channel.runPendingTasks();
        for (Object message = channel.readOutbound(); ; message = channel.readOutbound()) {
            assertThat(message).as("a command").isNotNull();
            if (message instanceof RtmpMessage rtmp && rtmp.payload() instanceof Command command) {
                return command;
            }
        }
    }

    private void hearsTheNextMessage() {
        say(new Data(List.of(new AmfString("next")), AmfEncoding.AMF0));
        channel.runPendingTasks();
        assertThat(lost).isEmpty();
        assertThat(channel.isOpen()).isTrue();
        assertThat(data).last().isEqualTo("next");
    }

    static Stream<Arguments> damage() {
        return table(DAMAGE);
    }

    static Stream<Arguments> harmless() {
        return table(HARMLESS);
    }

    private static Stream<Arguments> table(Map<String, String> kinds) {
        return IntStream.rangeClosed(15, 20)
                .boxed()
                .flatMap(
                        type ->
                                kinds.entrySet().stream()
                                        .map(
                                                kind ->
                                                        Arguments.of(
                                                                type,
                                                                kind.getKey(),
                                                                kind.getValue())));
    }

    @ParameterizedTest(name = "type {0}: {1}")
    @MethodSource("damage")
    void costsItsMessageOnly(int typeId, String kind, String value) {
        connect();
        byte[] body = DamagedMessages.body(typeId, value);
        server.send(DamagedMessages.raw(typeId, body), channel);
        assertThat(unreadable).containsExactly(typeId);
        hearsTheNextMessage();

        server.send(DamagedMessages.raw(22, DamagedMessages.aggregate(typeId, body)), channel);
        assertThat(unreadable).as("in an aggregate").containsExactly(typeId, typeId);
        hearsTheNextMessage();
    }

    @ParameterizedTest(name = "type {0}: {1}")
    @MethodSource("harmless")
    void bytesAfterTheValuesAndStrangeLettersCostNothing(int typeId, String kind, String value) {
        connect();
        server.send(DamagedMessages.raw(typeId, DamagedMessages.body(typeId, value)), channel);
        assertThat(unreadable).isEmpty();
        hearsTheNextMessage();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void randomDamageNeverEndsTheConnection(int part) {
        connect();
        connection.sharedObject("so", false, new Slots());
        int damaged = 0;
        for (int seed = part * 500; seed < (part + 1) * 500; seed++) {
            int before = unreadable.size();
            server.send(DamagedMessages.random(new SplittableRandom(seed)), channel);
            channel.runPendingTasks();
            assertThat(lost).as("seed %d", seed).isEmpty();
            damaged += Math.min(1, unreadable.size() - before);
            hearsTheNextMessage();
            channel.releaseOutbound();
        }
        assertThat(damaged).as("messages that could not be read").isGreaterThan(200);
    }

    @Test
    void answerThatCannotBeReadFailsItsCall() {
        connect();
        List<Object> answers = new ArrayList<>();
        for (String method : List.of("a", "b")) {
            connection
                    .call(method, List.of(), Duration.ofSeconds(1))
                    .subscribe()
                    .with(answers::add, answers::add);
        }
        answer(said(), UNKNOWN_CLASS);
        assertThat(answers)
                .singleElement()
                .isInstanceOfSatisfying(
                        RtmpFault.class,
                        fault -> {
                            assertThat(fault.kind()).isEqualTo(RtmpFault.Kind.UNREADABLE);
                            assertThat(fault.text())
                                    .startsWith(
                                            "the answer cannot be read: externalizable class"
                                                    + " com.a.B, expected one of");
                            assertThat(fault.ownText()).doesNotContain("com.a.B");
                        });
        answer(said(), "00 4014000000000000" + UNKNOWN_CLASS);
        assertThat(answers).last().isEqualTo(new CallAnswer.Result(new AmfNumber(5)));
        hearsTheNextMessage();
    }

    private void answer(Command call, String value) {
        String body =
                "02 0007 5F726573756C74 00 %016X 05"
                                .formatted(Double.doubleToLongBits(call.transactionId()))
                        + value;
        server.send(DamagedMessages.raw(20, Hex.bytes(body)), channel);
    }

    @Test
    void callOfAServerThatCannotBeReadIsAnsweredAsFailed() {
        connect();
        String body = "02 0006 646F54686973 00 4022000000000000 05 05" + UNKNOWN_CLASS;
        server.send(DamagedMessages.raw(20, Hex.bytes(body)), channel);
        Command answer = said();
        assertThat(answer.name()).isEqualTo("_error");
        assertThat(answer.transactionId()).isEqualTo(9);
        assertThat(((AmfObject) answer.arguments().getFirst()).property("description"))
                .isInstanceOfSatisfying(
                        AmfString.class,
                        text ->
                                assertThat(text.value())
                                        .contains("arguments cannot be read", "com.a.B"));
        assertThat(calls).isEmpty();
    }

    @Test
    void connectIsAcceptedByTheNameOfItsAnswer() {
        connectRequest();
        answer(said(), UNKNOWN_CLASS);
        assertThat(lost).isEmpty();
        assertThat(statuses)
                .extracting(NetStatus::code)
                .containsExactly("NetConnection.Connect.Success");
        hearsTheNextMessage();
    }

    /** References of later events are numbered through the lost one: nobody knows how far. */
    @Test
    void eventsBesideADamagedOneAreHeard() {
        connect();
        Slots slots = new Slots();
        connection.sharedObject("so", false, slots);
        String body =
                "0002 736F 00000001 00000000 00000000"
                        + event(4, "0001 61 03 000009") // container 0
                        + event(4, "0001 62 03 0001 78 03 000009 0001 79 FF 000009")
                        + event(4, "0001 63 07 0000")
                        + event(4, "0001 64 07 0001")
                        + event(4, "0001 65 00 3FF0000000000000")
                        + event(9, "0001 66");
        server.send(DamagedMessages.raw(19, Hex.bytes(body)), channel);

        assertThat(slots.events)
                .extracting(DamagedMessageTest::shown)
                .containsExactly("a={}", "malformed b", "c={}", "malformed d", "e=1.0", "f");
        assertThat(unreadable).as("one message").containsExactly(19);
    }

    private static String event(int type, String content) {
        return "%02X %08X".formatted(type, Hex.bytes(content).length) + content;
    }

    private static String shown(SharedObjectEvent event) {
        return switch (event) {
            case Change(String slot, AmfNumber(double number)) -> slot + "=" + number;
            case Change(String slot, AmfValue _) -> slot + "={}";
            case Malformed(_, String slot, _) -> "malformed " + slot;
            case SharedObjectEvent.Remove(String slot) -> slot;
            default -> throw new IllegalArgumentException(event.toString());
        };
    }

    /** As Flash Media Server says them to clients that connected with AMF3. */
    @Test
    void integersAreNumbersWhereverOneIsRead() {
        connect();
        NetStream stream =
                connection.newStream(
                        new NetStream.Listener() {
                            @Override
                            public void onStatus(NetStatus status) {}

                            @Override
                            public void onEnded(RtmpFault fault) {
                                lost.add(fault);
                            }
                        });
        stream.publish("name", "live").subscribe().with(_ -> {}, failure -> lost.add(null));
        Command create = said();
        while (!create.name().equals("createStream")) {
            create = said();
        }
        int id = (int) create.transactionId();
        // _result, its transaction id and the stream's id in AMF3
        String body = "00 02 0007 5F726573756C74 11 04 %02X 05 11 04 07".formatted(id);
        server.send(DamagedMessages.raw(17, Hex.bytes(body)), channel);
        channel.runPendingTasks();
        assertThat(lost).isEmpty();
        assertThat(said().name()).isEqualTo("publish");
        assertThat(new AmfInteger(3).number()).isEqualTo(new AmfNumber(3).number());
    }

    @Test
    void moreThanALimitEndsTheConnectionAllTheSame() {
        connect();
        byte[] nested = Hex.bytes("0A00000001".repeat(65) + "05");
        server.send(DamagedMessages.raw(18, nested), channel);
        channel.runPendingTasks();
        assertThat(lost).extracting(RtmpFault::kind).containsExactly(RtmpFault.Kind.PROTOCOL);
        assertThat(lost).extracting(RtmpFault::text).first().asString().contains("limit 64");
    }

    @Test
    void oneLineOfLogForEachTypeWithoutWordsOfTheServer() {
        connect();
        Logger logger = Logger.getLogger(UnreadableLog.class.getName());
        List<String> lines = new ArrayList<>();
        Handler recorder = recorder(lines);
        Level before = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(recorder);
        try {
            for (int typeId : Arrays.asList(20, 18, 20, 18, 20)) {
                byte[] body = DamagedMessages.body(typeId, UNKNOWN_CLASS);
                server.send(DamagedMessages.raw(typeId, body), channel);
            }
        } finally {
            logger.removeHandler(recorder);
            logger.setLevel(before);
        }
        assertThat(unreadable).containsExactly(20, 18, 20, 18, 20);
        assertThat(lines).hasSize(2).allMatch(line -> line.contains("externalizable class"));
        assertThat(lines).noneMatch(line -> line.contains("com.a.B"));
    }

    private static Handler recorder(List<String> lines) {
        Handler recorder =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        lines.add(new SimpleFormatter().formatMessage(line));
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        recorder.setLevel(Level.ALL);
        return recorder;
    }

    private static final class Slots implements SharedObject.Listener {

        private final List<SharedObjectEvent> events = new ArrayList<>();

        @Override
        public void onEvents(int version, List<SharedObjectEvent> heard) {
            events.addAll(heard);
        }

        @Override
        public void onStatus(NetStatus status) {}
    }
}
