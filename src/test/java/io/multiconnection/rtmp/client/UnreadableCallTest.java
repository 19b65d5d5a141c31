package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Hex;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.UnreadableMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls and answers of a server that are unreadable, entirely or in part. */
class UnreadableCallTest extends UnreadableMessageFixture {

    @Test
    void failsCallWithUnreadableResponse() {
        connect();
        List<Object> answers = new ArrayList<>();
        for (String method : List.of("a", "b")) {
            connection
                    .call(method, List.of(), Duration.ofSeconds(1))
                    .subscribe()
                    .with(answers::add, answers::add);
        }
        answer(nextCommand(), UNKNOWN_CLASS);
        assertThat(answers)
                .singleElement()
                .isInstanceOfSatisfying(
                        RtmpClientException.class,
                        fault -> {
                            assertThat(fault.kind()).isEqualTo(RtmpClientException.Kind.UNREADABLE);
                            assertThat(fault.text())
                                    .startsWith(
                                            "the answer cannot be read: externalizable class"
                                                    + " com.a.B, expected one of");
                            assertThat(fault.ownText()).doesNotContain("com.a.B");
                        });
        answer(nextCommand(), "00 4014000000000000" + UNKNOWN_CLASS);
        assertThat(answers).last().isEqualTo(new CallResponse.Result(new AmfNumber(5)));
        assertNextMessageReceived();
    }

    private void answer(Command call, String value) {
        String body =
                "02 0007 5F726573756C74 00 %016X 05"
                                .formatted(Double.doubleToLongBits(call.transactionId()))
                        + value;
        server.send(UnreadableMessages.raw(20, Hex.bytes(body)), channel);
    }

    @Test
    void answersUnreadableServerCallWithError() {
        connect();
        String body = "02 0006 646F54686973 00 4022000000000000 05 05" + UNKNOWN_CLASS;
        server.send(UnreadableMessages.raw(20, Hex.bytes(body)), channel);
        Command answer = nextCommand();
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
    void acceptsConnectResponseWithUnreadableArguments() {
        connectRequest();
        answer(nextCommand(), UNKNOWN_CLASS);
        assertThat(lost).isEmpty();
        assertThat(statuses)
                .extracting(NetStatus::code)
                .containsExactly("NetConnection.Connect.Success");
        assertNextMessageReceived();
    }

    /** Flash Media Server sends integers to clients that connected with AMF3. */
    @Test
    void acceptsIntegersWhereNumbersAreExpected() {
        connect();
        NetStream stream =
                connection.newStream(
                        new NetStream.Listener() {
                            @Override
                            public void onStatus(NetStatus status) {}

                            @Override
                            public void onEnded(RtmpClientException fault) {
                                lost.add(fault);
                            }
                        });
        stream.publish("name", "live").subscribe().with(_ -> {}, failure -> lost.add(null));
        Command create = nextCommand();
        while (!create.name().equals("createStream")) {
            create = nextCommand();
        }
        int id = (int) create.transactionId();
        // _result, its transaction id and the stream's id in AMF3
        String body = "00 02 0007 5F726573756C74 11 04 %02X 05 11 04 07".formatted(id);
        server.send(UnreadableMessages.raw(17, Hex.bytes(body)), channel);
        channel.runPendingTasks();
        assertThat(lost).isEmpty();
        assertThat(nextCommand().name()).isEqualTo("publish");
        assertThat(new AmfInteger(3).number()).isEqualTo(new AmfNumber(3).number());
    }
}
