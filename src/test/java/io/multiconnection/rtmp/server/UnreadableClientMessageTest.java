package io.multiconnection.rtmp.server;

import static io.multiconnection.rtmp.server.TestClient.amf;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Hex;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.ChunkDecoder;
import io.multiconnection.rtmp.MessageDecoder;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UnreadableMessages;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unreadable messages of a client, which affect no other message. */
class UnreadableClientMessageTest {

    private static final String UNKNOWN_CLASS = "11 0A 07 0F 636F6D2E612E42 01";

    private final OpenApplication application = new OpenApplication();
    private final TestClient client = new TestClient(ServerLimits.DEFAULT, application);
    private final UnreadableMessages.Sender sender = new UnreadableMessages.Sender();

    @BeforeEach
    void addsDecoders() {
        ChannelPipeline pipeline = client.channel().pipeline();
        pipeline.addFirst(new MessageDecoder(RtmpLimits.DEFAULT));
        pipeline.addFirst(new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited()));
    }

    @AfterEach
    void leavesNothingBehind() {
        sender.close();
        client.channel().finishAndReleaseAll();
    }

    private void send(int typeId, byte[] body) {
        sender.send(UnreadableMessages.raw(typeId, body), client.channel());
    }

    private void assertAnswersNextCall() {
        client.heard();
        client.call("createStream");
        assertThat(client.heardCommand().name()).isIn("_result", "_error");
        client.tell(0, "deleteStream", amf(1));
        assertThat(client.channel().isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18, 19, 20})
    void skipsOnlyUnreadableMessage(int typeId) {
        client.connect("live");
        for (String value : List.of("00 3FF0", "FF", "0E 00", UNKNOWN_CLASS)) {
            byte[] body = UnreadableMessages.body(typeId, value);
            send(typeId, body);
            assertAnswersNextCall();
            send(22, UnreadableMessages.aggregate(typeId, body));
            assertAnswersNextCall();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void keepsConnectionOpenAfterRandomDamage(int part) {
        client.connect("live");
        client.heard();
        int answers = 0;
        for (int seed = part * 500; seed < (part + 1) * 500; seed++) {
            RtmpMessage damaged = UnreadableMessages.random(new SplittableRandom(seed));
            sender.send(damaged, client.channel());
            assertThat(client.channel().isOpen()).as("seed %d", seed).isTrue();
            answers += client.heard().size();
            assertAnswersNextCall();
        }
        assertThat(answers).as("calls that could not be read").isGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource({
        "02 0006 646F54686973 00 4022000000000000 05, _error, NetConnection.Call.Failed",
        "02 0007 7075626C697368 00 4022000000000000 05, _error, NetConnection.Call.Failed",
        "02 0007 636F6E6E656374 00 4022000000000000, _error, NetConnection.Connect.Rejected",
    })
    void answersUnreadableCommand(String command, String name, String code) {
        if (!code.endsWith("Rejected")) {
            client.connect("live");
            client.heard();
        }
        send(20, Hex.bytes(command + UNKNOWN_CLASS));
        Command answer = client.heardCommand();
        assertThat(answer.name()).isEqualTo(name);
        assertThat(answer.transactionId()).isEqualTo(9);
        assertThat(TestClient.code(answer)).isEqualTo(code);
        assertThat(TestClient.description(answer)).contains("cannot be read", "com.a.B");
    }

    @Test
    void acceptsConnectAfterUnreadableConnect() {
        send(20, Hex.bytes("02 0007 636F6E6E656374 00 3FF0000000000000 FF"));
        client.heard();
        client.connect("live");
        assertThat(client.connection().isConnected()).isTrue();
    }

    @Test
    void failsCallOnUnreadableAnswer() {
        client.connect("live");
        client.heard();
        CompletableFuture<AmfValue> answer = client.connection().call("ask", List.of());
        int id = (int) client.heardCommand().transactionId();
        String body = "02 0007 5F726573756C74 00 %016X 05".formatted(Double.doubleToLongBits(id));
        send(20, Hex.bytes(body + UNKNOWN_CLASS));
        assertThat(answer)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("the answer cannot be read");
    }

    @Test
    void readsIntegersAsNumbers() {
        client.connect(
                AmfObject.of("app", new AmfString("live"), "objectEncoding", new AmfInteger(3)));
        client.heard();
        client.call("createStream");
        assertThat(client.heardCommand().arguments()).containsExactly(new AmfNumber(1));
        client.tell(0, "deleteStream", new AmfInteger(1));
        client.call("createStream");
        assertThat(client.heardCommand().arguments()).containsExactly(new AmfNumber(1));
        assertThat(application.connectRequest.objectEncoding()).isEqualTo(3);
    }
}
