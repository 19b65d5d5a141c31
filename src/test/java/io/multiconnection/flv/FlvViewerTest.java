package io.multiconnection.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlvViewerTest extends FlvViewerFixture {

    @Test
    void refusesIfNoServerHasMedia() {
        viewer.awaitMedia();
        send(0, metadata());
        send(0, video("1700000000aa"));
        passMillis(FlvViewer.MEDIA_SECONDS * 1000 - 1);
        assertThat(transport.refusal).isNull();
        passMillis(1);
        assertThat(transport.refusal)
                .isEqualTo(new FlvRefusal.NoMedia("no server has media to begin with in 20 s"));
        viewer.close();
        assertThat(memory.used()).isZero();
    }

    @Test
    void doesNotRefuseOnceThereIsMedia() {
        viewer.awaitMedia();
        send(0, videoFrame("17"));
        open();
        passMillis(FlvViewer.MEDIA_SECONDS * 1000);
        assertThat(transport.refusal).isNull();
    }

    @Test
    void passesScriptData() {
        send(0, named("keyframe"));
        send(0, named("sound"));
        transport.listener().onOpen(socket);
        socket.bytes.clear();
        send(40, data("onTextData"));
        send(80, data("onCuePoint"));
        send(120, metadata());
        assertThat(socket.kinds()).isEqualTo("18@40 18@80 18@0");
        assertThat(socket.bytes.toString(StandardCharsets.ISO_8859_1))
                .containsSubsequence("onTextData", "text", "hello", "onCuePoint", "onMetaData");
    }

    @Test
    void skipsScriptDataThatAmf0CannotExpress() {
        send(0, named("keyframe"));
        send(0, named("sound"));
        transport.listener().onOpen(socket);
        socket.bytes.clear();
        AmfObject longName = AmfObject.of("n".repeat(65_536), new AmfString("hello"));
        send(40, new Data(List.of(new AmfString("onTextData"), longName), AmfEncoding.AMF3));
        assertThat(socket.bytes.readableBytes()).isZero();
    }

    private static Data data(String handler) {
        return new Data(
                List.of(new AmfString(handler), AmfObject.of("text", new AmfString("hello"))),
                AmfEncoding.AMF0);
    }

    @Test
    void endsResponseAfterLastTagOfStream() {
        send(0, videoFrame("17"));
        open();
        socket.full = true;
        send(40, videoFrame("27"));
        viewer.onFailed(Map.of(0, new RtmpClientException(Kind.LOST, "gone")));
        assertThat(socket.kinds()).as("the socket is full").isEqualTo("FLV1 9@0");
        assertThat(transport.ended).isFalse();
        socket.full = false;
        transport.listener().onWritable();
        assertThat(socket.kinds()).isEqualTo("FLV1 9@0 9@40");
        assertThat(transport.ended).isTrue();
    }

    @Test
    void refusesIfAllSourcesFail() {
        Map<Integer, RtmpClientException> faults =
                Map.of(0, new RtmpClientException(Kind.REFUSED, "no such stream"));
        viewer.onFailed(faults);
        assertThat(transport.refusal).isEqualTo(new FlvRefusal.SourcesFailed(faults));
        assertThat(transport.opened).isFalse();
    }

    @Test
    void endsOrRefusesStreamWhenGatewayShutsDown() {
        viewer.end();
        assertThat(transport.refusal).isEqualTo(new FlvRefusal.ShuttingDown());
        assertThat(transport.ended).isFalse();

        transport.refusal = null;
        viewer = viewer(true, true);
        send(0, videoFrame("17"));
        open();
        viewer.end();
        viewer.onFailed(Map.of());
        assertThat(transport.ended).isTrue();
        assertThat(transport.refusal).isNull();
    }
}
