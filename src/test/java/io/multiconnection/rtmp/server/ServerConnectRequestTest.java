package io.multiconnection.rtmp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConnectRequestTest {

    @ParameterizedTest
    @CsvSource({
        "live, live",
        "live/room1, live/room1",
        "live/, live",
        "live///, live",
        "/live, /live",
        "live?token=a/b, live",
        "live//?token, live",
        "live/?, live",
        "live?a?b, live",
        "a//b, a//b",
        "'', ''",
        "/, ''",
        "?x, ''",
    })
    void readsApplicationWithoutQueryAndTrailingSlashes(String app, String name) {
        Command connect =
                new Command(
                        "connect",
                        1,
                        AmfObject.of("app", new AmfString(app)),
                        List.of(),
                        AmfEncoding.AMF0);
        assertThat(ServerConnectRequest.of(connect).app()).isEqualTo(name);
    }
}
