package io.multiconnection.rtmp.server;

import static io.multiconnection.rtmp.server.TestClient.TRANSACTION;
import static io.multiconnection.rtmp.server.TestClient.amf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth.LimitType;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConnectionTest {

    private static final ServerLimits LIMITS =
            new ServerLimits(
                    1,
                    2,
                    3,
                    65536,
                    ServerTimeouts.DEFAULT,
                    SharedObjectLimits.DEFAULT,
                    RtmpLimits.DEFAULT);

    private final OpenApplication application = new OpenApplication();
    private final TestClient client = new TestClient(LIMITS, application);

    @AfterEach
    void leavesNothingBehind() {
        client.heard();
        assertThat(client.channel().finish()).isFalse();
    }

    @Test
    void answersConnectAsFlashMediaServerDoes() {
        client.connect(
                AmfObject.of(
                        "app", new AmfString("live"),
                        "tcUrl", new AmfString("rtmp://here/live"),
                        "objectEncoding", new AmfNumber(0)));

        assertThat(client.heard())
                .containsExactly(
                        RtmpMessage.of(new SetPeerBandwidth(2_500_000, LimitType.DYNAMIC)),
                        RtmpMessage.of(new StreamBegin(0)),
                        RtmpMessage.of(
                                new Command(
                                        "_result",
                                        1,
                                        AmfObject.of(
                                                "fmsVer", new AmfString("FMS/5,0,3,1"),
                                                "capabilities", new AmfNumber(255),
                                                "mode", new AmfNumber(1)),
                                        List.of(
                                                status(
                                                                "status",
                                                                "NetConnection.Connect.Success",
                                                                "Connection succeeded.")
                                                        .with("objectEncoding", new AmfNumber(0))
                                                        .with(
                                                                "data",
                                                                new AmfEcmaArray()
                                                                        .with(
                                                                                "version",
                                                                                new AmfString(
                                                                                        "5,0,3,1")))),
                                        AmfEncoding.AMF0)));
        assertThat(client.connection().isConnected()).isTrue();
        assertThat(application.connectRequest.tcUrl()).isEqualTo("rtmp://here/live");
    }

    @ParameterizedTest
    @CsvSource({
        "live,live",
        "live/,live",
        "live/room1,live/room1",
        "live?key=a/b,live",
        "live/?k,live",
        "'',''"
    })
    void readsApplicationWithoutQuery(String requested, String app) {
        client.connect(requested);

        assertThat(application.connectRequest.app()).isEqualTo(app);
        assertThat(client.connection().app()).isEqualTo(app);
    }

    @Test
    void answersInAmf3IfClientRequestsIt() {
        client.connect(
                AmfObject.of("app", new AmfString("live"), "objectEncoding", new AmfNumber(3)));
        Command answer = (Command) client.heard().getLast().payload();
        assertThat(answer.encoding()).isEqualTo(AmfEncoding.AMF0);
        assertThat(((AmfObject) answer.arguments().getFirst()).property("objectEncoding"))
                .isEqualTo(new AmfNumber(3));

        client.call("createStream");

        assertThat(client.heardCommand().encoding()).isEqualTo(AmfEncoding.AMF3);
    }

    @Test
    void createsStreamsAndReusesTheirIds() {
        client.connect("live");
        client.heard();

        client.call("createStream");
        assertThat(client.heardCommand()).isEqualTo(result(new AmfNumber(1)));
        client.call("createStream");
        assertThat(client.heardCommand()).isEqualTo(result(new AmfNumber(2)));
        client.tell(0, "deleteStream", amf(1));
        client.call("createStream");
        assertThat(client.heardCommand()).isEqualTo(result(new AmfNumber(1)));
    }

    @Test
    void maxStreams() {
        client.connect("live");
        client.call("createStream");
        client.call("createStream");
        client.heard();

        client.call("createStream");

        Command answer = client.heardCommand();
        assertThat(answer.name()).isEqualTo("_error");
        assertThat(TestClient.description(answer)).isEqualTo("more streams than the limit of 2");
    }

    @Test
    void answersEncoderCommandsBeforeAndAfterPublish() {
        client.connect("live");
        client.heard();

        client.call("releaseStream", amf("cam"));
        assertThat(client.heard()).containsExactly(RtmpMessage.of(result(AmfUndefined.UNDEFINED)));
        client.call("FCPublish", amf("cam"));
        assertThat(client.heard())
                .containsExactly(
                        RtmpMessage.of(result(AmfUndefined.UNDEFINED)),
                        RtmpMessage.of(invoked("onFCPublish", "NetStream.Publish.Start", "cam")));
        client.call("FCUnpublish", amf("cam"));
        assertThat(client.heard())
                .containsExactly(
                        RtmpMessage.of(result(AmfUndefined.UNDEFINED)),
                        RtmpMessage.of(
                                invoked("onFCUnpublish", "NetStream.Unpublish.Success", "cam")));
        client.call("FCSubscribe", amf("cam"));
        assertThat(client.heard())
                .containsExactly(
                        RtmpMessage.of(result(AmfUndefined.UNDEFINED)),
                        RtmpMessage.of(invoked("onFCSubscribe", "NetStream.Play.Start", "cam")));
    }

    @Test
    void sendsNoAnswerToTransactionIdZero() {
        client.connect("live");
        client.heard();

        client.tell(0, "releaseStream", amf("cam"));
        client.tell(0, "add", amf(1, 2));
        application.lastCall.result(new AmfNumber(3));

        assertThat(client.heard()).isEmpty();
    }

    @Test
    void letsTheApplicationAnswerCalls() {
        client.connect("live");
        client.heard();

        client.call("add", amf(1, 2));
        ServerCall call = application.lastCall;
        assertThat(call.method()).isEqualTo("add");
        assertThat(call.arguments()).containsExactly(amf(1, 2));
        assertThat(client.heard()).isEmpty();
        call.result(new AmfNumber(3));
        assertThat(client.heardCommand()).isEqualTo(result(new AmfNumber(3)));

        client.call("divide", amf(1, 0));
        application.lastCall.error("by zero");
        assertThat(client.heardCommand())
                .isEqualTo(
                        new Command(
                                "_error",
                                TRANSACTION,
                                AmfNull.NULL,
                                List.of(status("error", "NetConnection.Call.Failed", "by zero")),
                                AmfEncoding.AMF0));
    }

    @Test
    void callsTheClient() {
        client.connect("live");
        client.heard();

        CompletableFuture<AmfValue> sum = client.connection().call("add", List.of(amf(1, 2)));
        assertThat(client.heardCommand())
                .isEqualTo(
                        new Command("add", 1, AmfNull.NULL, List.of(amf(1, 2)), AmfEncoding.AMF0));
        client.command(0, "_result", 1, amf(3));
        assertThat(sum).isCompletedWithValue(new AmfNumber(3));

        CompletableFuture<AmfValue> failed = client.connection().call("divide", List.of());
        client.command(0, "_error", 2, amf("by zero"));
        assertThatThrownBy(failed::join)
                .hasCauseInstanceOf(CallFailedException.class)
                .hasMessageContaining("by zero");
        client.command(0, "_result", 99);
        client.heard();
    }

    @Test
    void maxPendingCalls() {
        client.connect("live");
        List<CompletableFuture<AmfValue>> waiting =
                List.of(callClient(), callClient(), callClient());

        assertThatThrownBy(callClient()::join)
                .hasMessageContaining("more calls wait than the limit of 3");

        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        var _ = client.channel().close();
        assertThat(waiting).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThatThrownBy(callClient()::join).hasMessageContaining("not connected");
    }

    private CompletableFuture<AmfValue> callClient() {
        return client.connection().call("echo", List.of());
    }

    @Test
    void opening() {
        client.wait(Duration.ofMillis(9_999));
        assertThat(client.channel().isOpen()).isTrue();

        client.wait(Duration.ofMillis(1));

        assertThat(client.channel().isOpen()).isFalse();
        assertThat(application.events).isEmpty();
    }

    @Test
    void cancelsOpeningTimeoutOnConnect() {
        client.connect("live");

        client.wait(Duration.ofSeconds(100));

        assertThat(client.channel().isOpen()).isTrue();
    }

    @Test
    void idle() {
        client.connect("live");
        client.heard();

        fireIdle(IdleStateEvent.FIRST_READER_IDLE_STATE_EVENT);
        assertThat(client.heard().getFirst().payload()).isInstanceOf(PingRequest.class);
        assertThat(client.channel().isOpen()).isTrue();

        fireIdle(IdleStateEvent.READER_IDLE_STATE_EVENT);
        assertThat(client.channel().isOpen()).isFalse();
        assertThat(application.events).containsExactly("disconnected");
    }

    private void fireIdle(IdleStateEvent event) {
        client.channel().pipeline().fireUserEventTriggered(event);
    }

    @Test
    void lingering() {
        client.openStream();
        client.tell(1, "publish", amf("cam"));
        client.heard();

        client.connection().close(ServerNetStatus.status("NetConnection.Connect.Closed", "Bye."));
        assertThat(client.heardCodes(0)).containsExactly("NetConnection.Connect.Closed");
        assertThat(application.events).containsExactly("unpublished cam", "disconnected");

        client.call("createStream");
        client.connection().tell(ServerNetStatus.status("NetConnection.Connect.Closed", "Again."));
        assertThat(client.heard()).isEmpty();
        client.wait(Duration.ofMillis(999));
        assertThat(client.channel().isOpen()).isTrue();
        client.wait(Duration.ofMillis(1));
        assertThat(client.channel().isOpen()).isFalse();
        assertThat(application.events).hasSize(2);
    }

    @Test
    void closesConnectionOnCommandBeforeConnect() {
        client.call("createStream");

        assertThat(client.channel().isOpen()).isFalse();
    }

    @Test
    void closesConnectionOnSecondConnect() {
        client.connect("live");
        client.connect("live");

        assertThat(client.channel().isOpen()).isFalse();
        assertThat(application.events).containsExactly("disconnected");
    }

    @Test
    void closesConnectionOnConnectWithoutProperties() {
        client.connect(AmfNull.NULL);

        assertThat(client.channel().isOpen()).isFalse();
        assertThat(application.connectRequest).isNull();
    }

    private static Command result(AmfValue value) {
        return new Command("_result", TRANSACTION, AmfNull.NULL, List.of(value), AmfEncoding.AMF0);
    }

    private static Command invoked(String name, String code, String description) {
        return new Command(
                name,
                0,
                AmfNull.NULL,
                List.of(status("status", code, description)),
                AmfEncoding.AMF0);
    }

    private static AmfObject status(String level, String code, String description) {
        return AmfObject.of(
                "level", new AmfString(level),
                "code", new AmfString(code),
                "description", new AmfString(description));
    }
}
