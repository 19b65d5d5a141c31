package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.target.TextLimit;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Session whose servers send as many events as they can. */
class ServerEventLimitsTest {

    private static final int SERVERS = 16;
    private static final int HONEST = SERVERS - 1;
    private static final int UNREAD = 1 << 20;

    private final HostileServer server = new HostileServer();
    private final TestSession session =
            new TestSession(
                    DefaultAddressResolverGroup.INSTANCE,
                    ReplicatedObjectsTest.limits(SessionLimits.DEFAULT.replica(), UNREAD),
                    false);

    @AfterEach
    void close() {
        session.close();
        server.close();
    }

    @Test
    void doesNotFillSendBufferOfReadingClient() {
        session.socket().reads(UNREAD / 4.0);
        connect();
        session.send("{'id':20,'type':'call','method':'flood','on':'all','reply':false}");
        session.answer(20);
        Set<Integer> open =
                IntStream.range(0, SERVERS).boxed().collect(Collectors.toCollection(HashSet::new));
        Set<String> dropped = new HashSet<>();
        while (!open.isEmpty()) {
            JsonNode message = session.next();
            message.path("info").path("kinds").fieldNames().forEachRemaining(dropped::add);
            if (message.path("type").textValue().equals("server")) {
                assertThat(message.path("state").textValue()).isEqualTo("Failed");
                open.remove(message.path("server").intValue());
            }
        }
        assertThat(session.socket().mostUnread()).isLessThan(UNREAD);
        assertThat(dropped).contains("status", "message");
    }

    @Test
    void doesNotSuppressEventsOfOtherServer() {
        connect();
        for (int number = 0; number < HONEST; number++) {
            session.send(
                    "{'id':%d,'type':'call','method':'flood','on':%d,'reply':false}"
                            .formatted(20 + number, number));
        }
        session.status("NetConnection.Event.Dropped");
        session.send("{'id':90,'type':'call','method':'speak','on':%d}".formatted(HONEST));
        JsonNode hello = session.await(message -> message.path("method").asText().equals("hello"));
        assertThat(hello.path("server").intValue()).isEqualTo(HONEST);
    }

    @Test
    void reportsRefusalBriefly() {
        session.socket().reads(UNREAD / 4.0);
        String urls =
                IntStream.range(0, SERVERS)
                        .mapToObj(_ -> "'rtmp://127.0.0.1:%d/refuse'".formatted(server.port()))
                        .collect(Collectors.joining(","));
        session.send("{'id':1,'type':'connect','servers':[" + urls + "]}");
        JsonNode answer = session.answer(1);
        assertThat(answer.path("code").textValue()).isEqualTo("setup-failed");
        assertThat(answer.path("message").textValue())
                .contains("connect was refused: xxx")
                .hasSizeLessThan(SERVERS * (TextLimit.MAX_CHARS + 100));
        assertThat(session.socket().mostUnread()).isLessThan(UNREAD);
    }

    private void connect() {
        String urls =
                IntStream.range(0, SERVERS)
                        .mapToObj(app -> "'" + server.url(app) + "'")
                        .collect(Collectors.joining(","));
        session.send("{'id':1,'type':'connect','recover':false,'servers':[" + urls + "]}");
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
        session.send("{'id':2,'type':'useSharedObject','name':'info','copies':true}");
        assertThat(session.answer(2).path("type").textValue()).isEqualTo("result");
        for (int stream = 1; stream <= 8; stream++) {
            int id = 2 + 2 * stream;
            session.send("{'id':%d,'type':'createStream'}".formatted(id)).answer(id);
            session.send(
                    "{'id':%d,'type':'play','stream':%d,'name':'cam','servers':[%d]}"
                            .formatted(id + 1, stream, stream));
            assertThat(session.answer(id + 1).path("type").textValue()).isEqualTo("result");
        }
    }
}
