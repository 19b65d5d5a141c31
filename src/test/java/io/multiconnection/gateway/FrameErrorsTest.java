package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Media frames that are dropped, and the errors that tell of them. */
class FrameErrorsTest {

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        origin.close();
    }

    @Test
    void oneErrorTellsOfManyFramesOfAStreamThatIsNotPublished() {
        session.await("hello");
        for (int i = 0; i < 100; i++) {
            session.media(9, 1, i, 0x17, 1).media(9, 2, i, 0x17, 1);
        }
        assertThat(errors()).containsExactly("not-publishing", "not-publishing");
    }

    @Test
    void oneErrorTellsOfManyBadFramesOfAKind() {
        session.await("hello");
        for (int i = 0; i < 100; i++) {
            session.media(7, 1, i, 0x17, 1).media(Unpooled.wrappedBuffer(new byte[] {9, 1}));
        }
        assertThat(errors()).containsExactly("bad-frame", "bad-frame");
    }

    @Test
    void differentBadFramesAreToldUpToABound() {
        session.await("hello");
        for (int type = 10; type < 256; type++) {
            session.media(type, 1, 0, 0x17, 1);
        }
        assertThat(errors()).hasSize(64);
    }

    @Test
    void anErrorIsToldAgainAfterTheStreamWasPublished() {
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        session.send("{'id':2,'type':'createStream'}").answer(2);
        session.media(9, 1, 0, 0x17, 1).media(9, 1, 0, 0x17, 1);
        assertThat(errors()).containsExactly("not-publishing");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}").answer(3);
        session.media(9, 1, 0, 0x17, 1, 0, 0, 0);
        session.send("{'id':4,'type':'disconnect'}").answer(4);
        session.send("{'id':5,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        session.send("{'id':6,'type':'createStream'}").answer(6);
        session.media(9, 2, 0, 0x17, 1).media(9, 2, 0, 0x17, 1);
        assertThat(errors()).containsExactly("not-publishing");
    }

    /** The codes of the errors that came before the answer to a request. */
    private List<String> errors() {
        session.send("{'id':100,'type':'dance'}");
        List<String> codes = new ArrayList<>();
        JsonNode message = session.next();
        while (message.path("id").intValue() != 100) {
            if (message.path("type").textValue().equals("error")) {
                codes.add(message.path("code").textValue());
            }
            message = session.next();
        }
        return codes;
    }
}
