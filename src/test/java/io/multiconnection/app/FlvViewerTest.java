package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlvViewerTest extends FlvViewerFixture {

    @Test
    void refusesWhereNoMediaComesFromAnyServer() {
        viewer.awaitMedia();
        send(0, metadata());
        send(0, video("1700000000aa"));
        passMillis(FlvViewer.MEDIA_SECONDS * 1000 - 1);
        assertThat(way.refusedAs).isNull();
        passMillis(1);
        assertThat(way.refusedAs).hasMessage("no server has media to begin with in 20 s");
        viewer.gone();
        assertThat(memory.used()).isZero();
    }

    @Test
    void waitsNoLongerOnceThereIsMedia() {
        viewer.awaitMedia();
        send(0, picture("17"));
        open();
        passMillis(FlvViewer.MEDIA_SECONDS * 1000);
        assertThat(way.refusedAs).isNull();
    }

    @Test
    void passesScriptDataOn() {
        send(0, named("keyframe"));
        send(0, named("sound"));
        viewer.opened(socket);
        socket.bytes = Buffer.buffer();
        send(40, data("onTextData"));
        send(80, data("onCuePoint"));
        send(120, metadata());
        assertThat(socket.kinds()).isEqualTo("18@40 18@80 18@0");
        assertThat(socket.bytes.toString(StandardCharsets.ISO_8859_1))
                .containsSubsequence("onTextData", "text", "hello", "onCuePoint", "onMetaData");
    }

    @Test
    void leavesOutScriptDataThatAmf0CannotSay() {
        send(0, named("keyframe"));
        send(0, named("sound"));
        viewer.opened(socket);
        socket.bytes = Buffer.buffer();
        AmfObject longName = AmfObject.of("n".repeat(65_536), new AmfString("hello"));
        send(40, new Data(List.of(new AmfString("onTextData"), longName), AmfEncoding.AMF3));
        assertThat(socket.bytes.length()).isZero();
    }

    private static Data data(String handler) {
        return new Data(
                List.of(new AmfString(handler), AmfObject.of("text", new AmfString("hello"))),
                AmfEncoding.AMF0);
    }

    @Test
    void theEndOfTheStreamIsTheEndOfTheAnswer() {
        send(0, picture("17"));
        open();
        socket.full = true;
        send(40, picture("27"));
        viewer.onFailed(Map.of(0, new RtmpClientException(Kind.LOST, "gone")));
        assertThat(socket.kinds()).as("the socket is full").isEqualTo("FLV1 9@0");
        assertThat(way.ended).isFalse();
        socket.full = false;
        socket.drained.handle(null);
        assertThat(socket.kinds()).isEqualTo("FLV1 9@0 9@40");
        assertThat(way.ended).isTrue();
    }

    @Test
    void whereThereIsNoStreamItIsRefused() {
        viewer.onFailed(Map.of(0, new RtmpClientException(Kind.REFUSED, "no such stream")));
        assertThat(way.refused).isTrue();
        assertThat(way.opened).isFalse();
    }

    @Test
    void aGatewayThatShutsDownEndsTheStreamOrRefusesIt() {
        viewer.end();
        assertThat(way.refusedAs).hasMessage("the gateway shuts down");
        assertThat(way.ended).isFalse();

        viewer = viewer(true, true);
        send(0, picture("17"));
        open();
        viewer.end();
        viewer.onFailed(Map.of());
        assertThat(way.ended).isTrue();
        assertThat(way.refused).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSED,404",
        "TIMEOUT,504",
        "UNREACHABLE,502",
        "DNS,502",
        "ADDRESS_NOT_ALLOWED,403"
    })
    void aFaultIsAStatus(Kind kind, int status) {
        assertThat(HttpRefusalException.status(List.of(kind))).isEqualTo(status);
        assertThat(HttpRefusalException.status(List.of(kind, Kind.REFUSED))).isEqualTo(404);
    }
}
