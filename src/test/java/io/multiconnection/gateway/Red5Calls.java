package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Calls and shared objects of a session with one Red5 server. */
final class Red5Calls {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Red5Calls() {}

    /** Waits for the response to request 1, a connect. */
    static void assertConnected(TestSession session) {
        JsonNode answer = session.answer(1);
        assertThat(answer.path("type").textValue()).as("%s", answer).isEqualTo("result");
    }

    /** Returns the next call of a method by the server. */
    static JsonNode awaitCall(TestSession session, String method) {
        JsonNode call = session.await(message -> message.path("method").asText().equals(method));
        return plain(call);
    }

    /** Returns a value with objects in the place of the ECMA arrays that Red5 sends instead. */
    private static JsonNode plain(JsonNode value) {
        if (value.path("$amf").asText().equals("ecmaArray")) {
            return plain(value.path("properties"));
        }
        if (value instanceof ObjectNode object) {
            ObjectNode plain = object.objectNode();
            object.properties().forEach(each -> plain.set(each.getKey(), plain(each.getValue())));
            return plain;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode plain = array.arrayNode();
            array.forEach(each -> plain.add(plain(each)));
            return plain;
        }
        return value;
    }

    static void useObject(TestSession session, String name, boolean persistent) {
        session.send(
                "{'id':9,'type':'useSharedObject','name':'%s','persistent':%s,'timeout':20000}"
                        .formatted(name, persistent));
        JsonNode answer = session.answer(9);
        assertThat(answer.path("type").textValue()).as("%s", answer).isEqualTo("result");
    }

    /** Waits until a slot of the session's shared object changes; it must have this value then. */
    static void awaitSlot(TestSession session, String slot, String value) {
        session.await(
                message -> {
                    for (JsonNode change : message.path("changes")) {
                        if (change.path("slot").asText().equals(slot)) {
                            assertThat(plain(change.path("value"))).isEqualTo(json(value));
                            return true;
                        }
                    }
                    return false;
                });
    }

    /** Parses JSON with single quotes. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls a method, which must succeed; returns its result. */
    static JsonNode result(TestSession session, String method, String arguments) {
        JsonNode answer = call(session, method, arguments);
        assertThat(answer.path("outcome").textValue()).as("%s", answer).isEqualTo("result");
        return plain(answer.path("value"));
    }

    static void assertError(TestSession session, String method, String arguments) {
        JsonNode answer = call(session, method, arguments);
        assertThat(answer.path("outcome").textValue()).as("%s", answer).isEqualTo("error");
    }

    /** Calls a method; returns the outcome of the server. */
    private static JsonNode call(TestSession session, String method, String arguments) {
        session.send(
                "{'id':3,'type':'call','method':'%s','args':[%s]}".formatted(method, arguments));
        return session.answer(3).at("/answers/0");
    }
}
