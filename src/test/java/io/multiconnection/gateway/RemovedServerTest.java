package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Requests that wait for a removed or lost server receive a response, and the session survives. */
class RemovedServerTest {

    private final ScriptedSession session = new ScriptedSession();

    @Test
    void respondsToUsesThatWaitForRemovedServer() {
        use();
        deliver("{'id':4,'type':'removeServer','server':0}");

        assertAllAnswered();
        assertThat(session.state(0)).isEqualTo("Closed");
        session.end();
    }

    @Test
    void respondsToUsesThatWaitForLostServer() {
        use();
        session.run(session.server(0)::hangUp);
        deliver("{'id':4,'type':'call','method':'m','on':0,'args':[]}");

        assertAllAnswered();
        assertThat(session.state(0)).isEqualTo("Failed");
        session.end();
    }

    /** Connects to a server that never responds, and to a server that refuses. */
    private void use() {
        deliver(
                "{'id':1,'type':'connect','recover':false,'require':1,'servers':['%s','%s']}"
                        .formatted(
                                ScriptedSession.url(MemoryServer.Manner.SILENT),
                                ScriptedSession.url(MemoryServer.Manner.REFUSING)));
        deliver("{'id':2,'type':'useSharedObject','name':'a'}");
        deliver("{'id':3,'type':'useSharedObject','name':'b'}");
    }

    private void deliver(String json) {
        session.deliver(json.replace('\'', '"'), () -> {});
        session.pass(0);
    }

    private void assertAllAnswered() {
        assertThat(session.awaitAnswers()).as("the client is still there").isTrue();
        for (long id = 1; id <= 4; id++) {
            assertThat(session.answers(id)).as("answers to request %d", id).isEqualTo(1);
        }
    }
}
