package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** A server misreads nested objects in connect's command object, as rtmplite does, and refuses. */
class PlainConnectTest {

    /** Reaction of a server to a client that it refuses. */
    enum Answer {
        ERROR,
        ERROR_WITHOUT_WORDS,
        HANG_UP,
        ACCEPT
    }

    private final List<AmfObject> asked = new CopyOnWriteArrayList<>();
    private volatile Answer enhanced = Answer.ERROR;
    private volatile Answer plain = Answer.ACCEPT;
    private volatile String code = "NetConnection.Connect.Rejected";
    private volatile String description = "Rejected";
    private volatile AmfValue application = AmfUndefined.UNDEFINED;
    private final ScriptedServer server =
            new ScriptedServer(
                    new ScriptedServer.Behaviour() {
                        @Override
                        public void connect(ChannelHandlerContext client, Command connect) {
                            AmfObject object = (AmfObject) connect.commandObject();
                            asked.add(object);
                            answer(client, connect, isPlain(object) ? plain : enhanced);
                        }

                        @Override
                        public void connected(ChannelHandlerContext client) {}
                    });
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        server.close();
    }

    private static boolean isPlain(AmfObject object) {
        return object.properties().values().stream().noneMatch(AmfObject.class::isInstance)
                && !object.properties().containsKey("capsEx");
    }

    private void answer(ChannelHandlerContext client, Command connect, Answer answer) {
        switch (answer) {
            case ACCEPT -> client.writeAndFlush(ScriptedServer.answer(connect));
            case HANG_UP -> client.close();
            case ERROR_WITHOUT_WORDS -> client.writeAndFlush(error(connect, AmfNull.NULL));
            case ERROR ->
                    client.writeAndFlush(
                            error(
                                    connect,
                                    AmfObject.of(
                                                    "level",
                                                    new AmfString("error"),
                                                    "code",
                                                    new AmfString(code),
                                                    "description",
                                                    new AmfString(description))
                                            .with("application", application)));
        }
    }

    private static RtmpMessage error(Command connect, AmfValue info) {
        return RtmpMessage.of(
                new Command(
                        "_error",
                        connect.transactionId(),
                        AmfNull.NULL,
                        List.of(info),
                        AmfEncoding.AMF0));
    }

    private JsonNode connect() {
        session.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s'],'properties':{'pageUrl':'x'}}"
                        .formatted(server.url("live")));
        return session.answer(1);
    }

    @ParameterizedTest
    @EnumSource(value = Answer.class, mode = Mode.EXCLUDE, names = "ACCEPT")
    void retriesOnceWithoutEnhancedRtmpAndRemembersIt(Answer refusal) {
        enhanced = refusal;
        assertThat(connect().path("type").textValue()).isEqualTo("result");
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().properties().keySet())
                .contains("app", "tcUrl", "videoFunction", "pageUrl")
                .doesNotContain("videoFourCcInfoMap", "audioFourCcInfoMap", "capsEx");
        session.send("{'id':2,'type':'disconnect'}");
        session.answer(2);
        assertThat(connect().path("type").textValue()).isEqualTo("result");
        assertThat(asked).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(value = Answer.class, mode = Mode.EXCLUDE, names = "ACCEPT")
    void reportsRefusalOfBothFormsOnceAndForgetsIt(Answer refusal) {
        enhanced = refusal;
        plain = refusal;
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(server.url("live")));
        int statuses = 0;
        JsonNode message = session.next();
        while (!message.path("state").asText().equals("Rejected")) {
            boolean isOfServer = description.equals(message.at("/info/description").asText());
            statuses += isOfServer ? 1 : 0;
            message = session.next();
        }
        assertThat(message.path("cause").textValue()).isEqualTo("refused-connect");
        assertThat(statuses).isEqualTo(refusal == Answer.ERROR ? 1 : 0);
        assertThat(asked).hasSize(2);
        session.answer(1);
        connect();
        assertThat(isPlain(asked.get(2))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "NetConnection.Connect.InvalidApp, no such application",
        "NetConnection.Connect.AppShutdown, later",
        "NetConnection.Connect.Rejected, [ code=403 need auth; authmod=adobe ]",
        "NetConnection.Connect.Rejected, Authentication failed"
    })
    void treatsRefusalWithReasonAsFinal(String refusalCode, String refusalDescription) {
        code = refusalCode;
        description = refusalDescription;
        assertThat(connect().path("code").textValue()).isEqualTo("setup-failed");
        assertThat(asked).hasSize(1);
    }

    static List<AmfValue> applicationReasons() {
        return List.of(
                new AmfString("An operator has rejected you."),
                AmfObject.of("reason", new AmfString("full")));
    }

    /** An operator rejected the client; another connect would make the client pending again. */
    @ParameterizedTest
    @MethodSource("applicationReasons")
    void treatsReasonOfTheApplicationAsFinal(AmfValue reason) {
        application = reason;
        assertThat(connect().path("code").textValue()).isEqualTo("setup-failed");
        assertThat(asked).hasSize(1);
    }

    static List<AmfValue> absentReasons() {
        return List.of(AmfUndefined.UNDEFINED, AmfNull.NULL, new AmfString(""));
    }

    @ParameterizedTest
    @MethodSource("absentReasons")
    void retriesIfTheApplicationGivesNoReason(AmfValue reason) {
        application = reason;
        assertThat(connect().path("type").textValue()).isEqualTo("result");
        assertThat(asked).hasSize(2);
    }

    @Test
    void connectsOnceToServerThatAcceptsEnhancedRtmp() {
        enhanced = Answer.ACCEPT;
        connect();
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().properties()).containsKey("videoFourCcInfoMap");
    }
}
