package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A server responds with values that cannot be forwarded; the session and its other servers
 * survive.
 */
class HostileResponseTest {

    private final RawServer honest =
            new RawServer(call -> RawServer.result(call, AmfNull.NULL, AmfValue.of("fine")));
    private final RawServer hostile = new RawServer(HostileResponseTest::hostile);
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        honest.close();
        hostile.close();
    }

    private static Command hostile(Command call) {
        AmfStrictArray links = call.name().equals("chain") ? chain(3000) : chainOfCycles(3000);
        return RawServer.result(call, links, links.elements().getLast());
    }

    /** Chain of references, each to the previous link, with a nesting of two. */
    private static AmfStrictArray chain(int length) {
        AmfStrictArray links = AmfStrictArray.of(new AmfStrictArray());
        for (int i = 1; i < length; i++) {
            links.elements().add(AmfStrictArray.of(links.elements().getLast()));
        }
        return links;
    }

    /**
     * A chain like that, but only through references back to containers that are still being read.
     */
    private static AmfStrictArray chainOfCycles(int length) {
        AmfStrictArray links = new AmfStrictArray();
        AmfValue before = AmfNull.NULL;
        for (int i = 0; i < length; i++) {
            AmfStrictArray outer = new AmfStrictArray();
            AmfStrictArray inner = AmfStrictArray.of(outer);
            outer.elements().addAll(List.of(inner, before));
            links.elements().add(outer);
            before = inner;
        }
        return links;
    }

    @Test
    void closesOnlyServerThatSendsReferenceChain() {
        connect();
        JsonNode lost = callAndAwaitLoss("chain");
        assertThat(lost.path("text").textValue()).contains("nested 65 deep, limit 64");
    }

    @Test
    void closesOnlyServerWithUnsendableValue() {
        connect();
        JsonNode lost = callAndAwaitLoss("cycles");
        assertThat(lost.path("text").textValue())
                .endsWith("the server sent something that this gateway cannot handle");
    }

    /** Asserts that the other server responds, and returns how the hostile one was lost. */
    private JsonNode callAndAwaitLoss(String method) {
        session.send("{'id':2,'type':'call','method':'%s'}".formatted(method));
        JsonNode lost = null;
        JsonNode answer = null;
        while (lost == null || answer == null) { // in either order
            JsonNode message = session.next();
            if (message.path("type").asText().equals("server") && message.has("cause")) {
                lost = message;
            } else if (message.path("id").asInt() == 2) {
                answer = message;
            }
        }
        assertThat(lost.path("server").intValue()).isEqualTo(1);
        assertThat(lost.path("cause").textValue()).isEqualTo("protocol");
        JsonNode answers = answer.path("answers");
        assertThat(answers.path(0).path("value").textValue()).isEqualTo("fine");
        assertThat(answers.path(1).path("outcome").textValue()).isEqualTo("lost");

        session.send("{'id':3,'type':'call','method':'again','on':0}");
        assertThat(session.answer(3).path("answers").path(0).path("value").textValue())
                .isEqualTo("fine");
        return lost;
    }

    private void connect() {
        session.send(
                "{'id':1,'type':'connect','recover':false,'servers':['%s','%s']}"
                        .formatted(honest.url(), hostile.url()));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }
}
