package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.MemoryServer.Manner;
import org.junit.jupiter.api.Test;

/** A server closes the connection on publish, before it has ever accepted one. */
class PublishFailureTest {

    private final ScriptedSession session = new ScriptedSession();

    @Test
    void rejectsServerThatClosesConnectionTwice() {
        publish("");
        for (int i = 0; i < 60 && !session.state(0).equals("Rejected"); i++) {
            assertThat(session.state(0)).isIn("Connecting", "Live", "Recovering");
            session.pass(1000);
        }
        assertThat(session.state(0)).isEqualTo("Rejected");
        assertThat(session.answers(3)).isEqualTo(1);
        session.end();
    }

    @Test
    void rejectsServerAtOnceWithoutRecovery() {
        publish(",'recover':false");
        assertThat(session.state(0)).isEqualTo("Rejected");
        session.end();
    }

    private void publish(String options) {
        deliver(
                "{'id':1,'type':'connect','require':'any','servers':['%s','%s']%s}"
                        .formatted(
                                ScriptedSession.url(Manner.HANGING_UP_AT_PUBLISH),
                                ScriptedSession.url(Manner.HONEST),
                                options));
        deliver("{'id':2,'type':'createStream'}");
        deliver("{'id':3,'type':'publish','stream':1,'name':'show'}");
    }

    private void deliver(String json) {
        session.deliver(json.replace('\'', '"'), () -> {});
        session.pass(0);
    }
}
