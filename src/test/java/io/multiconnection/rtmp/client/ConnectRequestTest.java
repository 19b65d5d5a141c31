package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.RtmpMemory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Command object of connect (RTMP 1.0, section 7.2.1.1; PROTOCOL.md, connect). */
class ConnectRequestTest {

    private static final RtmpUrl URL = RtmpUrl.parse("rtmp://a.example/live?key=x");

    @Test
    void overridesAllPropertiesExceptAppAndTcUrl() {
        Map<String, AmfValue> defaults = command(Map.of());
        Map<String, AmfValue> other = new LinkedHashMap<>();
        defaults.keySet().forEach(name -> other.put(name, new AmfString("mine")));
        other.put("swfUrl", new AmfString("mine"));
        Map<String, AmfValue> sent = command(other);
        assertThat(sent.keySet()).containsAll(other.keySet());
        sent.forEach(
                (name, value) ->
                        assertThat(value)
                                .as(name)
                                .isEqualTo(
                                        switch (name) {
                                            case "app" -> new AmfString("live?key=x");
                                            case "tcUrl" ->
                                                    new AmfString("rtmp://a.example/live?key=x");
                                            default -> new AmfString("mine");
                                        }));
        assertThat(defaults)
                .containsOnlyKeys(
                        "app",
                        "type",
                        "flashVer",
                        "tcUrl",
                        "fpad",
                        "capabilities",
                        "audioCodecs",
                        "videoCodecs",
                        "videoFunction",
                        "objectEncoding",
                        "videoFourCcInfoMap",
                        "audioFourCcInfoMap");
    }

    private static Map<String, AmfValue> command(Map<String, AmfValue> properties) {
        return new ConnectRequest(
                        URL,
                        properties,
                        List.of(),
                        Duration.ofSeconds(3),
                        _ -> true,
                        RtmpMemory.unlimited())
                .commandObject()
                .properties();
    }
}
